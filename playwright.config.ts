import { availableParallelism } from "node:os";
import { defineConfig, devices } from "@playwright/test";

const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Runs journeys through a whole system that is started for them. BELLHOP_E2E_URL and
 * BELLHOP_E2E_OPERATOR_KEY use a running system instead, CHROMIUM_PATH a local browser instead of Playwright's own.
 */
export default defineConfig({
  testDir: "src/tests/e2e",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  globalSetup: "./src/tests/e2e/start-app.ts",
  // Each test makes its own tenant, so tests run in any order and beside each other.
  fullyParallel: true,
  workers: Math.min(4, availableParallelism()),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.BELLHOP_E2E_URL,
    // Requests of a service worker escape the routes of a test; offline.spec.ts allows it.
    serviceWorkers: "block",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args: FLAGS },
  },
});

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
 * Journeys through the whole system, which is started for them; BELLHOP_E2E_URL names one that runs. CHROMIUM_PATH names a browser on this machine; without it
 * Playwright's own is used.
 */
export default defineConfig({
  testDir: "src/tests/e2e",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  globalSetup: "./src/tests/e2e/start-app.ts",
  // One salon, one log: journeys would see each other's deliveries.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.BELLHOP_E2E_URL,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined, args: FLAGS },
  },
});

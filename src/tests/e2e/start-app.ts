import { runScript } from "#tests/run-script.ts";
import { startApp } from "#tests/start-app.ts";

/**
 * Starts the whole system for the browser tests, with an operator key that makes their tenants. BELLHOP_E2E_URL and
 * BELLHOP_E2E_OPERATOR_KEY name a running system with demo data instead.
 */
export default async () => {
  if (process.env.BELLHOP_E2E_URL) {
    if (process.env.BELLHOP_E2E_OPERATOR_KEY) return;
    throw new Error(
      "BELLHOP_E2E_URL needs BELLHOP_E2E_OPERATOR_KEY, a key of that system: npm run operator -- key --name journeys",
    );
  }
  const app = await startApp();
  const settings = { DATA_DIR: app.dataDir, PORT: new URL(app.url).port, HOME: process.env.HOME ?? "" };
  const made = await runScript("operator", ["key", "--name", "journeys", "--json"], { settings });
  if (!made.ok) {
    await app.remove();
    throw new Error(`The operator key of the browser tests was not made:\n${made.stderr}`);
  }
  process.env.BELLHOP_E2E_URL = app.url;
  process.env.BELLHOP_E2E_OWN_BUILD = "1";
  process.env.BELLHOP_E2E_OPERATOR_KEY = JSON.parse(made.stdout).key;
  return () => app.remove();
};

import { startApp } from "#tests/start-app.ts";

/**
 * Starts the whole system for the browser tests, unless BELLHOP_E2E_URL and BELLHOP_E2E_DATA_DIR name a running one on
 * this machine.
 */
export default async () => {
  if (process.env.BELLHOP_E2E_URL) return;
  const app = await startApp();
  process.env.BELLHOP_E2E_URL = app.url;
  process.env.BELLHOP_E2E_DATA_DIR = app.dataDir;
  return () => app.remove();
};

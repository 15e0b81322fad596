import { startApp } from "#tests/start-app.ts";

/** Starts the whole system for the browser tests, unless BELLHOP_E2E_URL names one that runs. */
export default async () => {
  if (process.env.BELLHOP_E2E_URL) return;
  const app = await startApp();
  process.env.BELLHOP_E2E_URL = app.url;
  return () => app.remove();
};

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeProductionFolder } from "#supervisor/production/write-production-folder.ts";
import { buildIfStale } from "#supervisor/set-up/build-if-stale.ts";
import { runCommand } from "#supervisor/settings.ts";
import { stopSignal } from "#supervisor/stop-signal.ts";

// `npm run build [-- --to FOLDER]`: builds the web application, and copies what production runs into a new folder.

const USAGE = "Usage: npm run build [-- --to FOLDER]";

const readArguments = () => {
  try {
    return parseArgs({ options: { to: { type: "string" } } }).values;
  } catch {
    throw new Error(USAGE);
  }
};

const root = join(import.meta.dirname, "..");
const stop = stopSignal();
await runCommand(async () => {
  const { to } = readArguments();
  await buildIfStale({ root, env: process.env, stop });
  console.log("The web application is built.");
  if (to === undefined) return;
  const folder = resolve(to);
  console.log(`Wrote ${folder}: ${writeProductionFolder(root, folder)} MiB.`);
});

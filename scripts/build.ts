import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeProductionFolder } from "#supervisor/production/write-production-folder.ts";
import { buildIfStale } from "#supervisor/set-up/build-if-stale.ts";
import { refuseHeavyRoutes, weighRoutes, weightTable } from "#supervisor/set-up/weigh-routes.ts";
import { runCommand } from "#supervisor/settings.ts";
import { stopSignal } from "#supervisor/stop-signal.ts";

// `npm run build [-- --to FOLDER] [--weights]`: builds the web application, fails if the first load of a route is too heavy, and copies what
// production runs into a new folder. `--weights` prints the compressed scripts of each route.

const USAGE = "Usage: npm run build [-- [--to FOLDER] [--weights]]";

const readArguments = () => {
  try {
    return parseArgs({ options: { to: { type: "string" }, weights: { type: "boolean" } } }).values;
  } catch {
    throw new Error(USAGE);
  }
};

const root = join(import.meta.dirname, "..");
const stop = stopSignal();
await runCommand(async () => {
  const { to, weights: isAsked } = readArguments();
  await buildIfStale({ root, env: process.env, stop });
  const weights = weighRoutes(join(root, ".next"));
  if (isAsked) console.log(weightTable(weights));
  refuseHeavyRoutes(weights);
  console.log("The web application is built.");
  if (to === undefined) return;
  const folder = resolve(to);
  console.log(`Wrote ${folder}: ${writeProductionFolder(root, folder)} MiB.`);
});

import { join } from "node:path";
import { lintStage, runStages, typesStage, vitestStage } from "./stages.ts";
import { stopSignal } from "./stop-signal.ts";

// `npm run check`: what can be known without a database or a browser.
const stop = stopSignal();
const options = { root: join(import.meta.dirname, ".."), env: process.env, stop };
const isFine = await runStages([lintStage(options), typesStage(options), vitestStage(options, "unit")], stop);
process.exit(isFine ? 0 : 1);

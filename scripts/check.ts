import { join } from "node:path";
import { stopSignal } from "#supervisor/stop-signal.ts";
import { runStages } from "#tests/stages/run-stages.ts";
import { lintStage, typesStage } from "#tests/stages/tool-stages.ts";
import { vitestStage } from "#tests/stages/vitest-stage.ts";

// `npm run check`: runs the checks that need neither a database nor a browser.
const stop = stopSignal();
const options = { root: join(import.meta.dirname, ".."), env: process.env, stop };
// Vitest leaves one core free by default, which is half of a machine with two.
const unit = vitestStage(options, "unit", ["--maxWorkers=100%"]);
const isFine = await runStages([lintStage(options), typesStage(options), unit], stop);
process.exit(isFine ? 0 : 1);

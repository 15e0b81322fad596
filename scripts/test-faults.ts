import { join } from "node:path";
import { stopSignal } from "#supervisor/stop-signal.ts";
import { runStages } from "#tests/stages/run-stages.ts";
import { vitestStage } from "#tests/stages/vitest-stage.ts";

// `npm run test:faults`: tests the checker, then all short faults on one system, then each long fault on its
// own.
const stop = stopSignal();
const options = { root: join(import.meta.dirname, ".."), env: process.env, stop };
const isFine = await runStages([vitestStage(options, "faults"), vitestStage(options, "faults-long")], stop);
process.exit(isFine ? 0 : 1);

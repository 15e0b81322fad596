import { buildIfStale } from "#supervisor/set-up/build-if-stale.ts";
import type { Stage } from "./run-stages.ts";
import type { StageOptions } from "./run-tool.ts";

/** Builds before the tests that start the system: none of them waits for the build within its time limit. */
export const buildStage = (options: StageOptions): Stage => ({
  name: "build",
  run: async () => {
    await buildIfStale(options);
    return { passed: 1, failed: 0, failures: [] };
  },
});

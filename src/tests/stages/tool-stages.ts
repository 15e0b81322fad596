import type { Stage } from "./run-stages.ts";
import { asTally, runTool, type StageOptions } from "./run-tool.ts";

/** Lint and formatting count as one check. */
export const lintStage = (options: StageOptions): Stage => ({
  name: "lint and format",
  run: async () => asTally(await runTool(options, ["@biomejs/biome/bin/biome", "check", "--error-on-warnings"])),
});

/** Types count as one check. Next first writes the route types, which are not in the repository. */
export const typesStage = (options: StageOptions): Stage => ({
  name: "types",
  run: async () =>
    asTally(
      await runTool(options, ["next/dist/bin/next", "typegen"]),
      await runTool(options, ["typescript/bin/tsc", "--noEmit", "--project", "."]),
    ),
});

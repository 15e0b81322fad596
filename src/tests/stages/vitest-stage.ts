import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Stage } from "./run-stages.ts";
import { completeTally, runTool, type StageOptions, withReport } from "./run-tool.ts";

const tallySchema = z.object({
  passed: z.int(),
  failed: z.int(),
  failures: z.array(z.object({ name: z.string(), error: z.string() })),
});

/** Runs one project of vitest.config.ts. `args` are files or options of Vitest. */
export const vitestStage = (options: StageOptions, project: string, args: readonly string[] = []): Stage => ({
  name: `${project} tests`,
  run: () =>
    withReport(async (file) => {
      const reporters = ["--reporter=default", `--reporter=${join(import.meta.dirname, "tally-reporter.ts")}`];
      const withFile = { ...options, env: { ...options.env, TALLY_FILE: file } };
      const end = await runTool(withFile, ["vitest/vitest.mjs", "run", `--project=${project}`, ...reporters, ...args]);
      const nothing = { passed: 0, failed: 0, failures: [] };
      return completeTally(existsSync(file) ? tallySchema.parse(JSON.parse(readFileSync(file, "utf8"))) : nothing, end);
    }),
});

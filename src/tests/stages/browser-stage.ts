import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import type { Failure, Stage } from "./run-stages.ts";
import { completeTally, runTool, type StageOptions, withReport } from "./run-tool.ts";

const errorSchema = z.object({ message: z.string().optional() });

const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({ status: z.string(), results: z.array(z.object({ errors: z.array(errorSchema).default([]) })) }),
  ),
});

const suiteSchema = z.object({
  specs: z.array(specSchema),
  get suites() {
    return z.array(suiteSchema).optional();
  },
});

const reportSchema = z.object({
  suites: z.array(suiteSchema),
  errors: z.array(errorSchema).default([]),
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
});

/** Playwright starts the system itself. A test that passes only on a repeat counts as failed. */
export const browserStage = (options: StageOptions, env: Record<string, string>): Stage => ({
  name: "browser tests",
  run: () =>
    withReport(async (file) => {
      const withFile = { ...options, env: { ...options.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } };
      const end = await runTool(withFile, ["@playwright/test/cli.js", "test", "--reporter=list,json"]);
      const { suites, errors, stats } = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
      const failures = [
        ...errors.map(({ message }) => failureOf("Outside of a test", message)),
        ...suites.flatMap(failuresIn),
      ];
      return completeTally({ passed: stats.expected, failed: stats.unexpected + stats.flaky, failures }, end);
    }),
});

const failuresIn = ({ specs, suites = [] }: z.infer<typeof suiteSchema>): Failure[] => [
  ...specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ status, results }) => {
        const error = results.flatMap(({ errors }) => errors)[0];
        return failureOf(`${file} > ${title}${status === "flaky" ? " (passed when repeated)" : ""}`, error?.message);
      }),
  ),
  ...suites.flatMap(failuresIn),
];

const failureOf = (name: string, message = "failed"): Failure => ({ name, error: stripVTControlCharacters(message) });

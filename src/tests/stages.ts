import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { describeEnd } from "#supervisor/run-program.ts";

/** How many checks passed and failed. A stage that could not run, or had nothing to run, failed once. */
export type Tally = { passed: number; failed: number };

export type Stage = { name: string; run: () => Promise<Tally> };

export type StageOptions = { root: string; env: NodeJS.ProcessEnv; stop: AbortSignal };

const vitestSchema = z.object({ success: z.boolean(), numPassedTests: z.int(), numFailedTests: z.int() });
const playwrightSchema = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
});

/** Lint and formatting count as one check. */
export const lintStage = (options: StageOptions): Stage => ({
  name: "lint and format",
  run: async () => asTally(await runTool(options, ["@biomejs/biome/bin/biome", "check", "--error-on-warnings"])),
});

/** Types count as one check. Next writes the types of routes first; they are not in the repository. */
export const typesStage = (options: StageOptions): Stage => ({
  name: "types",
  run: async () => {
    const hasRoutes = await runTool(options, ["next/dist/bin/next", "typegen"]);
    return asTally((await runTool(options, ["typescript/bin/tsc", "--noEmit", "--project", "."])) && hasRoutes);
  },
});

/** One project of vitest.config.ts. */
export const vitestStage = (options: StageOptions, project: string): Stage => ({
  name: `${project} tests`,
  run: () =>
    withReport(async (file) => {
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${file}`];
      const isFine = await runTool(options, ["vitest/vitest.mjs", "run", `--project=${project}`, ...reporters]);
      const { success, numPassedTests, numFailedTests } = vitestSchema.parse(readJson(file));
      return complete({ passed: numPassedTests, failed: numFailedTests }, isFine && success);
    }),
});

/** Playwright starts the system itself. A test that passed only when repeated counts as failed. */
export const browserStage = (options: StageOptions, env: Record<string, string>): Stage => ({
  name: "browser tests",
  run: () =>
    withReport(async (file) => {
      const withFile = { ...options, env: { ...options.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } };
      const isFine = await runTool(withFile, ["@playwright/test/cli.js", "test", "--reporter=list,json"]);
      const { expected, unexpected, flaky } = playwrightSchema.parse(readJson(file)).stats;
      return complete({ passed: expected, failed: unexpected + flaky }, isFine);
    }),
});

/** Runs the stages in order, also after one failed, and prints `N passed, N failed` as the last line. True = all is well. */
export const runStages = async (stages: Stage[], stop: AbortSignal): Promise<boolean> => {
  const total: Tally = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const { name, run } of stages) {
    if (stop.aborted) break;
    console.log(`\n── ${name}`);
    const { passed, failed } = await run().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1 };
    });
    total.passed += passed;
    total.failed += failed;
    summary.push(`${failed > 0 ? "✗" : "✓"} ${name}: ${passed} passed, ${failed} failed`);
  }
  if (stop.aborted) summary.push("✗ stopped before the end");
  console.log(`\n${summary.join("\n")}\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && !stop.aborted;
};

/** Runs a package's script with this Node, its output shown; true when it exits with 0. */
export const runTool = ({ root, env, stop }: StageOptions, [script = "", ...args]: string[]): Promise<boolean> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    const end = () => child.kill("SIGTERM");
    stop.addEventListener("abort", end);
    child.once("error", (error) => console.error(error.message));
    child.once("close", (code, signal) => {
      stop.removeEventListener("abort", end);
      if (code !== 0) console.error(`${script} ended with ${describeEnd(code, signal)}`);
      done(code === 0);
    });
  });

/** A run that failed without a failed test (a file that cannot be loaded), or ran nothing, still counts. */
const complete = ({ passed, failed }: Tally, isFine: boolean): Tally => {
  if (passed + failed === 0) console.error("Nothing was run: that is a failure.");
  const isUnexplained = failed === 0 && (!isFine || passed === 0);
  return { passed, failed: isUnexplained ? 1 : failed };
};

const asTally = (isFine: boolean): Tally => ({ passed: isFine ? 1 : 0, failed: isFine ? 0 : 1 });

const withReport = async (use: (file: string) => Promise<Tally>): Promise<Tally> => {
  const directory = mkdtempSync(join(tmpdir(), "bellhop-report-"));
  try {
    return await use(join(directory, "report.json"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

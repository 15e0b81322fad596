import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describeEnd } from "#supervisor/run-program.ts";
import type { Failure, Tally } from "./run-stages.ts";

export type StageOptions = { root: string; env: NodeJS.ProcessEnv; stop: AbortSignal };

/** End of a tool; null = exit code 0. `error` holds its last lines of output. */
export type ToolFailure = Failure | null;

const OUTPUT_BYTES_KEPT = 10_000;

/** Number of last output lines that still explain a tool's failure. */
const LINES_KEPT = 8;

/** Runs a package's script with this Node to its end, and shows its output as it comes. */
export const runTool = (
  { root, env, stop }: StageOptions,
  [script = "", ...args]: readonly string[],
): Promise<ToolFailure> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      env: { ...env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let end = "";
    const show = (target: NodeJS.WriteStream) => (chunk: Buffer) => {
      target.write(chunk);
      end = (end + chunk).slice(-OUTPUT_BYTES_KEPT);
    };
    child.stdout.on("data", show(process.stdout));
    child.stderr.on("data", show(process.stderr));
    const terminate = () => child.kill("SIGTERM");
    stop.addEventListener("abort", terminate);
    child.once("error", (error) => done({ name: script, error: error.message }));
    child.once("close", (code, signal) => {
      stop.removeEventListener("abort", terminate);
      const name = `${[script, ...args].join(" ")} ended with ${describeEnd(code, signal)}`;
      done(code === 0 ? null : { name, error: lastLines(end) });
    });
  });

const lastLines = (output: string): string =>
  stripVTControlCharacters(output)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-LINES_KEPT)
    .join("\n");

/** Counts each tool as one check. */
export const asTally = (...ends: readonly ToolFailure[]): Tally => {
  const failures = ends.filter((end) => end !== null);
  return { passed: failures.length === 0 ? 1 : 0, failed: failures.length === 0 ? 0 : 1, failures };
};

/**
 * Completes the tally of a test run. A run that failed without a failed test, or ran nothing, counts as one failure.
 */
export const completeTally = ({ passed, failed, failures }: Tally, end: ToolFailure): Tally => {
  if (failed > 0) return { passed, failed, failures };
  const unexplained =
    end ?? (passed === 0 ? { name: "Nothing was run", error: "A run without tests is a failure." } : null);
  if (unexplained === null) return { passed, failed, failures };
  return { passed, failed: 1, failures: failures.length > 0 ? failures : [unexplained] };
};

/** Calls `use` with the name of a report file, and removes the file afterwards. */
export const withReport = async (use: (file: string) => Promise<Tally>): Promise<Tally> => {
  const directory = mkdtempSync(join(tmpdir(), "bellhop-report-"));
  try {
    return await use(join(directory, "report.json"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

import { fork } from "node:child_process";
import { join } from "node:path";
import { describeEnd } from "#supervisor/run-program.ts";
import type { SetUp } from "./set-up.ts";

export type Report = { log: string } | { problem: string } | { isDone: true };

/** Runs the set-up in its own process. A stop lets a migration finish, and ends everything else at once. */
export const runSetUp = async (
  order: SetUp,
  { stop, log }: { stop: AbortSignal; log: (line: string) => void },
): Promise<void> => {
  stop.throwIfAborted();
  // Uses its own process group, so Ctrl-C arrives only through the supervisor.
  const child = fork(join(import.meta.dirname, "main.ts"), { detached: true });
  const end = () => void child.kill("SIGTERM");
  stop.addEventListener("abort", end);
  let problem: string | null = null;
  let isDone = false;
  child.on("message", (report: Report) => {
    if ("log" in report) log(report.log);
    else if ("problem" in report) problem = report.problem;
    else isDone = true;
  });
  child.send(order, () => {});
  const ended = await new Promise<string>((done) => {
    child.once("error", (error) => done(error.message));
    child.once("exit", (code, signal) => done(describeEnd(code, signal)));
  });
  stop.removeEventListener("abort", end);
  stop.throwIfAborted();
  if (problem !== null) throw new Error(problem);
  if (!isDone) throw new Error(`The set-up ended early (${ended}).`);
};

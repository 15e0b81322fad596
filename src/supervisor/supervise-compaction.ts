import { type ChildProcess, spawn } from "node:child_process";
import { everyDayAt } from "./every-day-at.ts";
import { describeEnd, killGroup } from "./run-program.ts";

/** Time for a compaction that was told to end. Killed in any instant, it leaves nothing that the next one does not remove. */
const STOP_TIMEOUT_MS = 2_000;

type Options = {
  /** Minute of the day in UTC; null = never. */
  at: number | null;
  /** Script, which gets `--indexes-only`. */
  entry: string;
  /** Environment of web and worker, which have no owner's address. */
  childEnv: NodeJS.ProcessEnv;
  ownerUrl: string;
  log: (line: string) => void;
  clock?: (() => number) | undefined;
};

/** Runs a compaction each day in its own process, whose memory is free afterwards. Returns how to end it, also within a compaction. */
export const superviseCompaction = ({ at, entry, childEnv, ownerUrl, log, clock }: Options): (() => Promise<void>) => {
  if (at === null) return async () => {};
  const env = { ...childEnv, DATABASE_OWNER_URL: ownerUrl };
  let child: ChildProcess | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopping = false;

  const run = async () => {
    // Ends with the supervisor, whose IPC channel closes.
    const current = spawn(process.execPath, [entry, "--indexes-only"], {
      env,
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child = current;
    const problem = await new Promise<string | null>((done) => {
      current.once("error", (error) => current.pid === undefined && done(error.message));
      current.once("exit", (code, signal) => done(code === 0 ? null : describeEnd(code, signal)));
    });
    child = undefined;
    if (problem !== null) report(problem);
  };
  const report = (problem: string) => {
    if (!isStopping) log(`The compaction of indexes failed (${problem}): it is tried again tomorrow.`);
  };
  const act = () => {
    running = run().catch((error: Error) => report(error.message));
    return running;
  };
  const endWaiting = everyDayAt(at, act, clock);
  return async () => {
    isStopping = true;
    endWaiting();
    const pid = child?.pid;
    child?.kill("SIGTERM");
    const kill = setTimeout(() => killGroup(pid, "SIGKILL"), STOP_TIMEOUT_MS);
    await running;
    clearTimeout(kill);
  };
};

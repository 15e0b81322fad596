import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { describeEnd, killGroup } from "./run-program.ts";

export type ChildOptions = {
  name: "web" | "worker";
  /** Script. `args` follow `--id=…`. */
  entry: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  onReady: () => void;
  /** Runs after each end, when no process of its group is alive. */
  onEnd: (id: string) => Promise<void>;
  /** Runs once, after too many failures before ready. */
  onGiveUp: () => void;
};

export type SupervisedChild = {
  name: ChildOptions["name"];
  /** Undefined between two starts. */
  current: () => ChildProcess | undefined;
  starts: () => number;
  restart: () => void;
  /** Sends SIGTERM, after 10 s SIGKILL. Resolves after `onEnd`. Safe to repeat. */
  stop: () => Promise<void>;
};

/**
 * Heap bounds: without them, web and worker took 866 MB during an import; now they take 520 to 600 MB
 * (measured). NODE_OPTIONS comes later and wins.
 */
const MEMORY = "--max-semi-space-size=16 --max-old-space-size=1536";
/**
 * The young generation has its whole size at once. V8 makes it small in a quiet second, and grows it again by collections that are too many: 16 % of
 * the CPU time of an event (measured). Node takes this flag as an argument only.
 */
const YOUNG = "--min-semi-space-size=16";
/**
 * V8 collects the old generation when it has grown by a tenth to a third, and each collection marks all that lives, on four threads: a fifth of the
 * web process's CPU time (measured), because Next's modules live there. It may grow by half.
 */
const OLD = "--heap-growing-percent=50";
const RESTART_DELAY_MS = { first: 250, max: 5_000, resetAfterAlive: 1_000 };
const FAILURES_MAX = 5;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Keeps a process running. Each start has a new id, to release leases. Ctrl-C arrives only through `stop`.
 * Restarts after 250 ms, doubling to 5 s, reset after 1 s of life. Gives up after five non-zero exits in a
 * row before ready; death by signal does not count.
 */
export const superviseChild = (options: ChildOptions): SupervisedChild => {
  const { name, entry, args = [], env, log, onReady, onEnd, onGiveUp } = options;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = RESTART_DELAY_MS.first;
  let failures = 0;
  let starts = 0;
  let isStopping = false;
  let isRestarting = false;
  let running: Promise<void> = Promise.resolve();

  const start = () => {
    isRestarting = false;
    starts += 1;
    running = runOnce();
  };

  const runOnce = async () => {
    const id = `${name === "web" ? "web" : "wrk"}_${randomBytes(8).toString("hex")}`;
    const startedAt = performance.now();
    let isReady = false;
    const current = spawn(process.execPath, [YOUNG, OLD, entry, `--id=${id}`, ...args], {
      env: { ...env, NODE_OPTIONS: `${MEMORY} ${env.NODE_OPTIONS ?? ""}` },
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child = current;
    current.on("message", (message) => {
      if (isReady || !isReadyMessage(message)) return;
      isReady = true;
      failures = 0;
      onReady();
    });
    const [code, signal] = await ended(current);
    child = undefined;
    killGroup(current.pid, "SIGKILL");
    const released = onEnd(id);
    if (!isStopping) again({ code, signal, isReady, aliveMs: performance.now() - startedAt });
    await released;
  };

  type End = { code: number | null; signal: NodeJS.Signals | null; isReady: boolean; aliveMs: number };

  const again = ({ code, signal, isReady, aliveMs }: End) => {
    if (isRestarting) return start();
    const what = `The ${name} process ended after ${(aliveMs / 1_000).toFixed(1)} s with ${describeEnd(code, signal)}`;
    if (signal === null && code !== 0 && !isReady) failures += 1;
    if (failures === FAILURES_MAX) {
      log(`${what}, before it was ready, for the ${FAILURES_MAX}th time in a row: giving up.`);
      return onGiveUp();
    }
    if (aliveMs >= RESTART_DELAY_MS.resetAfterAlive) delayMs = RESTART_DELAY_MS.first;
    log(`${what}: starting it again in ${delayMs} ms.`);
    timer = setTimeout(start, delayMs);
    delayMs = Math.min(delayMs * 2, RESTART_DELAY_MS.max);
  };

  start();
  return {
    name,
    current: () => child,
    starts: () => starts,
    restart: () => {
      isRestarting = child !== undefined;
      child?.kill("SIGTERM");
    },
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      const pid = child?.pid;
      child?.kill("SIGTERM");
      const kill = setTimeout(() => {
        log(`The ${name} process did not stop within ${STOP_TIMEOUT_MS / 1_000} s: killing it.`);
        killGroup(pid, "SIGKILL");
      }, STOP_TIMEOUT_MS);
      await running;
      clearTimeout(kill);
    },
  };
};

/** Handles a failed spawn, which has no exit event. */
const ended = (child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> =>
  new Promise((done) => {
    child.once("error", () => child.pid === undefined && done([1, null]));
    child.once("exit", (code, signal) => done([code, signal]));
  });

const isReadyMessage = (message: unknown): boolean =>
  typeof message === "object" && message !== null && "type" in message && message.type === "ready";

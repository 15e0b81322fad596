import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { describeEnd, killGroup } from "./run-program.ts";

export type ChildOptions = {
  name: "web" | "worker";
  /** The script, and its arguments after `--id=…`. */
  entry: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** Each time a process says that it is ready. */
  onReady: () => void;
  /** Each time a process has ended, with the id it had; nothing of it writes any more. */
  onEnd: (id: string) => Promise<void>;
  /** Once, when it keeps failing before it is ready: it is not started again. */
  onGiveUp: () => void;
};

export type SupervisedChild = {
  /** Ends the process and starts it anew at once; for changed sources. */
  restart: () => void;
  /** SIGTERM, after 10 s SIGKILL; resolves when the process and its `onEnd` are done. Safe to repeat. */
  stop: () => Promise<void>;
};

/**
 * V8 lets a heap grow to four times of what is used before it collects it all, unless it is limited to less than 2 GB: web and
 * worker together took up to 866 MB while events were imported, and take 520 to 600 (measured). What is set in NODE_OPTIONS
 * comes after it, and wins.
 */
const MEMORY = "--max-semi-space-size=16 --max-old-space-size=1536";
const RESTART_DELAY_MS = { first: 250, max: 5_000, resetAfterAlive: 1_000 };
const FAILURES_MAX = 5;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Keeps a process running. It gets an id of its own each time, so that what the last one held is told apart; it has a
 * process group of its own, so that Ctrl-C reaches it only through `stop`; and an IPC channel, on which it says
 * `{type: "ready"}` and whose end tells it that the supervisor is gone. Restarted 250 ms after it ended, doubling to
 * 5 s, reset once it lived for 1 s. Five non-zero exits in a row before it was ready end this; death by signal never counts.
 */
export const superviseChild = (options: ChildOptions): SupervisedChild => {
  const { name, entry, args = [], env, log, onReady, onEnd, onGiveUp } = options;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = RESTART_DELAY_MS.first;
  let failures = 0;
  let isStopping = false;
  let isRestarting = false;
  let running: Promise<void> = Promise.resolve();

  const start = () => {
    isRestarting = false;
    running = runOnce();
  };

  const runOnce = async () => {
    const id = `${name === "web" ? "web" : "wrk"}_${randomBytes(8).toString("hex")}`;
    const startedAt = performance.now();
    let isReady = false;
    const current = spawn(process.execPath, [entry, `--id=${id}`, ...args], {
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

/** A process that could not even be started has no exit event. */
const ended = (child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> =>
  new Promise((done) => {
    child.once("error", () => child.pid === undefined && done([1, null]));
    child.once("exit", (code, signal) => done([code, signal]));
  });

const isReadyMessage = (message: unknown): boolean =>
  typeof message === "object" && message !== null && "type" in message && message.type === "ready";

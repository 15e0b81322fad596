import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { releaseLeases } from "#supervisor/release-worker-leases.ts";

export const ROOT = join(import.meta.dirname, "..", "..", "..");

export type RunningProcess = {
  /** Worker id in leases. */
  id: string;
  output(): string;
  /** Sends SIGKILL and makes the held work due at once, as the supervisor does. */
  kill(): Promise<void>;
  /** Stops the process in order. */
  stop(): Promise<void>;
};

/** Time limit, so that a process that ignores the stop is not left behind. */
const STOP_MS_MAX = 15_000;

type Environment = Record<string, string>;

/** Starts `src/<name>/main.ts` as the supervisor does, and waits until it reports ready. */
export const startProcess = async (name: "web" | "worker", environment: Environment): Promise<RunningProcess> => {
  const id = `${name}_${crypto.randomUUID()}`;
  const child = spawn(process.execPath, [join(ROOT, "src", name, "main.ts"), `--id=${id}`], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...environment },
    // The IPC channel tells the process when these tests end.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString();
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await Promise.race([
    isReady(child),
    ended.then(() => Promise.reject(new Error(`The ${name} process ended before it was ready:\n${output()}`))),
  ]);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const last = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
    await ended;
    clearTimeout(last);
  };
  return {
    id,
    output,
    kill: async () => {
      await end("SIGKILL");
      await releaseLeases(environment.DATABASE_URL ?? "", id);
    },
    stop: () => end("SIGTERM"),
  };
};

const isReady = async (child: ChildProcess) => {
  for (;;) {
    const [message] = await once(child, "message");
    if (message?.type === "ready") return;
  }
};

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
};

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { runningPostgresUrl } from "#database/embedded/embedded-postgres.ts";
import type { Deps } from "#domain/context.ts";
import { parseEnv } from "#env.ts";
import { wire } from "#server/wire.ts";
import { loadKeys } from "#supervisor/keys.ts";
import { removeDirectory } from "#tests/directories.ts";
import { freePort } from "#tests/start-app.ts";
import type { Endings } from "./endings.ts";

export type System = {
  url: string;
  /** Supervisor's process id: web and worker are its children. */
  pid: number;
  eventKey: string;
  databaseUrl: string;
  /** Direct access to the system's database, for data that no API offers. */
  deps: Deps;
  stop(): Promise<void>;
};

const SCRIPTS = join(import.meta.dirname, "..", "scripts");
/** Arguments of `npm start`; started directly, the script would load Node's type stripper and hold 20 MB more. */
const START = [join(SCRIPTS, "bootstrap.mjs"), join(SCRIPTS, "start.ts")];
const STOP_MS_MAX = 20_000;

export const newDataDir = (endings: Endings): string => {
  const dataDir = join(tmpdir(), `bellhop-bench-${randomUUID()}`);
  endings.add(() => removeDirectory(dataDir));
  return dataDir;
};

/**
 * Starts the whole system as `npm start` does, with defaults, on a free loopback port. Builds if the build is stale.
 */
export const startSystem = async (
  endings: Endings,
  { dataDir, settings = {} }: { dataDir: string; settings?: Record<string, string> },
): Promise<System> => {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, START, {
    detached: true,
    env: {
      NODE_ENV: "production",
      PATH,
      HOME,
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: "warn",
      COMPACT_AT: "off",
      ...settings,
    },
    // Supervisor stops when this channel closes, so that no process outlives a killed benchmark.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const closings: (() => Promise<void>)[] = [];
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    for (const close of closings.splice(0)) await close();
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    const last = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
    await exited;
    clearTimeout(last);
  };
  endings.add(stop);
  await ready([child.stdout, child.stderr], exited);

  const databaseUrl = runningPostgresUrl(dataDir);
  if (!databaseUrl) throw new Error("The system is ready, but its database was not found.");
  const keys = loadKeys({ dataDir, source: {}, hasData: true });
  const { deps, close } = wireTo(databaseUrl, keys);
  closings.push(close);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    eventKey: keys.EVENT_KEY ?? "",
    databaseUrl,
    deps,
    stop,
  };
};

/** Creates the dependencies of use cases for another database of the same server. */
export const wireTo = (databaseUrl: string, keys: Record<string, string>): ReturnType<typeof wire> => {
  const parsed = parseEnv({
    ...keys,
    DATABASE_URL: databaseUrl,
    WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8,::1/128",
    LOG_LEVEL: "silent",
    // Connections of the benchmark count as memory of the database.
    DATABASE_POOL_SIZE: "5",
  });
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  return wire(parsed.env, "wrk_bench");
};

/** Resolves when the system reports ready. Later output, log warnings, goes to stderr. */
const ready = (streams: readonly (Readable | null)[], exited: Promise<void>) => {
  let output = "";
  let isReady = false;
  return new Promise<void>((resolve, reject) => {
    for (const stream of streams)
      stream?.on("data", (chunk: Buffer) => {
        if (isReady) return process.stderr.write(chunk);
        output += chunk;
        isReady = output.includes("Bellhop is ready");
        if (isReady) resolve();
      });
    void exited.then(() => reject(new Error(`The system ended instead of starting:\n${output}`)));
  });
};

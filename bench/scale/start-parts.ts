import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseClient } from "#database/database-client.ts";
import { embeddedUrls } from "#database/database-urls.ts";
import { databaseUrl, startPostgres } from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import type { Deps } from "#domain/context.ts";
import { type Keys, loadKeys } from "#supervisor/keys.ts";
import { freePort } from "#tests/start-app.ts";
import { createEndings, type Endings } from "../endings.ts";
import { newDataDir, wireTo } from "../start-system.ts";

/** One PostgreSQL for all combinations, with the defaults of the embedded one: every commit is flushed. */
export type ScaleServer = { url: string; keys: Keys; databases: number };

/** Web processes and workers on one database of their own, each started with `npm start -- --only`. */
export type Parts = {
  webs: { url: string; pid: number }[];
  workers: { pid: number }[];
  eventKey: string;
  databaseUrl: string;
  deps: Deps;
};

type Part = "web" | "worker";

/** Marks connections of the benchmark in `pg_stat_activity`. */
export const BENCH_NAME = "bellhop_bench";

const ROOT = join(import.meta.dirname, "..", "..");
const START = [join(ROOT, "scripts", "bootstrap.mjs"), join(ROOT, "scripts", "start.ts")];
const TEMPLATE = "bellhop_template";
const STOP_MS_MAX = 20_000;

export const startServer = async (endings: Endings): Promise<ScaleServer> => {
  const dataDir = newDataDir(endings);
  const server = await startPostgres({ dataDir });
  endings.add(server.stop);
  const keys = loadKeys({ dataDir, source: {}, hasData: false });
  await onServer(server.url, `CREATE DATABASE ${TEMPLATE}`);
  await migrateDatabase(embeddedUrls(databaseUrl(server.url, TEMPLATE)));
  return { url: server.url, keys, databases: 0 };
};

/** Starts the processes on a new database. The first web process builds if the build is stale. */
export const startParts = async (
  endings: Endings,
  server: ScaleServer,
  { webs, workers, poolSize }: { webs: number; workers: number; poolSize: number },
): Promise<Parts> => {
  const name = `bellhop_scale_${++server.databases}`;
  await onServer(server.url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  endings.add(() => onServer(server.url, `DROP DATABASE ${name} WITH (FORCE)`));
  const urls = embeddedUrls(databaseUrl(server.url, name));
  const settings = {
    ...server.keys,
    DATA_DIR: newDataDir(endings),
    DATABASE_URL: urls.app,
    DATABASE_ENGINE_URL: urls.engine,
    DATABASE_POOL_SIZE: String(poolSize),
    WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8",
    DRAIN_DELAY: "0s",
    LOG_LEVEL: "warn",
  };
  const processes = createEndings();
  endings.add(processes.run);
  const startSome = async (part: Part, count: number) => {
    const started: { url: string; pid: number }[] = [];
    for (let index = 0; index < count; index++) started.push(await startPart(processes, part, settings));
    return started;
  };
  const started = { webs: await startSome("web", webs), workers: await startSome("worker", workers) };
  const ownUrl = new URL(urls.owner);
  ownUrl.searchParams.set("application_name", BENCH_NAME);
  const { deps, close } = wireTo(ownUrl.href, server.keys);
  endings.add(close);
  return { ...started, eventKey: server.keys.EVENT_KEY ?? "", databaseUrl: urls.owner, deps };
};

const startPart = async (endings: Endings, part: Part, settings: Record<string, string>) => {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const ports = part === "web" ? { PORT: String(port) } : { WORKER_PORT: String(port) };
  const child = spawn(process.execPath, [...START, "--only", part], {
    env: { NODE_ENV: "production", PATH, HOME, ...settings, ...ports },
    // Parts stop when this channel closes, so that no process outlives a killed benchmark.
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = once(child, "close");
  endings.add(() => stop(child, exited));
  await ready(child, exited, part);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0 };
};

const stop = async (child: ChildProcess, exited: Promise<unknown>) => {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  const last = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
  await exited;
  clearTimeout(last);
};

const ready = (child: ChildProcess, exited: Promise<unknown>, part: Part) =>
  new Promise<void>((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk;
      if (output.includes(`Bellhop is ready (${part})`)) resolve();
    });
    void exited.then(() => reject(new Error(`The ${part} process ended instead of starting:\n${output}`)));
  });

const onServer = async (url: string, statement: string) => {
  const client = new DatabaseClient({ connectionString: databaseUrl(url, "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { escapeLiteral } from "pg";
import { DatabaseClient } from "#database/database-client.ts";
import { type DatabaseUrls, EMBEDDED_ROLES, embeddedUrls } from "#database/database-urls.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";
import { type PostgresHome, preparePostgresHome } from "./postgres-home.ts";
import { readPostmaster, removeStalePostmaster } from "./postmaster.ts";

const run = promisify(execFile);

const USER = "bellhop";
const DATABASE = "bellhop";
const LOG_BYTES_MAX = 20_000_000;
const START_ATTEMPTS = 3;

/**
 * A running server. `url` names the database `bellhop` as its owner, a superuser; `urls` as each of its roles. `stop`
 * is a fast shutdown, and safe to repeat.
 */
export type RunningPostgres = {
  url: string;
  urls: DatabaseUrls;
  port: number;
  logFile: string;
  /** Whether it already ran: the process that started it was killed. */
  isAdopted: boolean;
  /** Whether a server process owns the cluster now, ready or not. */
  isAlive: () => boolean;
  /**
   * Starts a dead server again on the same port and waits until it is ready. Rejects with a line for people when it did
   * not start, for example while old processes still end: try again then.
   */
  revive: () => Promise<void>;
  stop: () => Promise<void>;
};

export type StartPostgresOptions = {
  /** Created when missing. Holds the cluster, or a link `postgres` to it. */
  dataDir: string;
  /** Takes lines for people about unexpected steps. */
  log?: (line: string) => void;
  /** False only for tests: nothing is flushed to disk, so a power cut loses data. */
  isDurable?: boolean;
};

/**
 * Starts the PostgreSQL of a data directory on a free port of 127.0.0.1, creates it first if needed, or adopts the
 * running one. The server has a session of its own: Ctrl-C does not reach it, and it outlives this process unless
 * `stop` is called. The caller holds the lock (data-dir-lock.ts). Throws a line for people, with the end of the
 * server's log if there is one.
 */
export const startPostgres = async (options: StartPostgresOptions): Promise<RunningPostgres> => {
  const { dataDir, log = () => {}, isDurable = true } = options;
  const binaries = findPostgresBinaries();
  const home = preparePostgresHome({ dataDir, binaries, log });
  const cluster = join(home.home, "data");
  const found = await waitForPostmaster(cluster);
  if (!found) {
    removeStalePostmaster(cluster);
    if (!existsSync(cluster)) await initialise(home, isDurable);
    refuseOtherVersion(cluster, binaries.major);
  }
  const port = found?.port ?? (await launch(home, isDurable));
  const url = addressOf(home.home, port);
  const urls = embeddedUrls(url);
  await createDatabase(urls);
  return {
    url,
    urls,
    port,
    logFile: logFileOf(home.home),
    isAdopted: found !== null,
    isAlive: () => readPostmaster(cluster) !== null,
    revive: () => revive(home, isDurable, port),
    stop: () => stop(home),
  };
};

/** `pg_ctl restart` by hand may have started it meanwhile: any server on the same port will do. */
const revive = async (home: PostgresHome, isDurable: boolean, port: number) => {
  const cluster = join(home.home, "data");
  if (!(await waitForPostmaster(cluster))) {
    removeStalePostmaster(cluster);
    await launch(home, isDurable, port);
  }
  const found = readPostmaster(cluster)?.port ?? null;
  if (found !== port) throw new Error(`PostgreSQL runs on port ${found ?? "–"} now, and not on ${port}.`);
};

/** The address of the server that runs on a data directory; null without one. Starts nothing. */
export const runningPostgresUrl = (dataDir: string): string | null => {
  const home = join(resolve(dataDir), "postgres");
  const postmaster = readPostmaster(join(home, "data"));
  return postmaster?.isReady ? addressOf(home, postmaster.port) : null;
};

/** Whether this data directory ever had a cluster. */
export const hasPostgresData = (dataDir: string): boolean => existsSync(join(resolve(dataDir), "postgres", "data"));

/** The same server's address for another database. */
export const databaseUrl = (url: string, name: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
};

/** Waits up to 30 s while a server starts (recovery may take a while) or shuts down. */
const waitForPostmaster = async (cluster: string) => {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 50) {
    const postmaster = readPostmaster(cluster);
    if (!postmaster || postmaster.isReady) return postmaster;
    await sleep(50);
  }
  throw new Error(`A PostgreSQL on ${cluster} is neither starting nor stopping: see its log.`);
};

/** Created beside its place and moved when complete, so that a killed start leaves nothing in the way. */
const initialise = async (home: PostgresHome, isDurable: boolean) => {
  const unfinished = join(home.home, "data.unfinished");
  const passwordFile = join(home.home, "password");
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  if (home.user) chownSync(passwordFile, home.user.uid, home.user.gid);
  // The builtin locale compares by code point, knows Unicode's letters, and needs nothing of the machine.
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"];
  const access = [`--username=${USER}`, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  await program(home, "initdb", [`--pgdata=${unfinished}`, ...locale, ...access, ...(isDurable ? [] : ["--no-sync"])]);
  renameSync(unfinished, join(home.home, "data"));
};

const refuseOtherVersion = (cluster: string, major: number) => {
  const made = Number.parseInt(readFileSync(join(cluster, "PG_VERSION"), "utf8"), 10);
  if (made === major) return;
  throw new Error(
    `The database in ${cluster} was made by PostgreSQL ${made}, and this is ${major}: use pg_dump and pg_restore.`,
  );
};

/** A free port may be taken between query and use, hence the attempts; a given port is not replaced. */
const launch = async (home: PostgresHome, isDurable: boolean, fixedPort?: number): Promise<number> => {
  const logFile = logFileOf(home.home);
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.old`);
  for (let attempt = 1; ; attempt += 1) {
    const port = fixedPort ?? (await freePort());
    const settings = [`-p ${port}`, ...SETTINGS, ...(isDurable ? [] : NOT_DURABLE)].join(" ");
    const target = [`--pgdata=${join(home.home, "data")}`, `--log=${logFile}`, `--options=${settings}`];
    try {
      await program(home, "pg_ctl", ["start", "--wait", "--timeout=60", "--silent", ...target]);
      return port;
    } catch (error) {
      const tail = existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-8).join("\n") : "";
      const isPortTaken = tail.includes("could not create any TCP/IP sockets");
      if (!isPortTaken || fixedPort !== undefined || attempt === START_ATTEMPTS) {
        throw new Error(`PostgreSQL did not start (${logFile}):\n${tail || error}`);
      }
    }
  }
};

/** Settings for one machine: short queries, many small commits, no replicas. */
const SETTINGS = [
  "-c listen_addresses=127.0.0.1",
  ...(process.platform === "win32" ? [] : ["-c unix_socket_directories=''"]),
  "-c cluster_name=bellhop",
  "-c max_connections=100",
  "-c shared_buffers=256MB",
  "-c max_wal_size=2GB",
  "-c checkpoint_timeout=15min",
  "-c wal_compression=on",
  "-c synchronous_commit=on",
  "-c random_page_cost=1.1",
  "-c autovacuum_naptime=5s",
  "-c timezone=UTC",
  "-c log_timezone=UTC",
];

const NOT_DURABLE = ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"];

/** Creates the database and the roles, also in a cluster that is older than the roles. */
const createDatabase = async (urls: DatabaseUrls) => {
  const client = new DatabaseClient({ connectionString: databaseUrl(urls.owner, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    for (const role of ["app", "engine"] as const) {
      const { rows } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [EMBEDDED_ROLES[role]]);
      const password = escapeLiteral(new URL(urls[role]).password);
      if (rows.length === 0) await client.query(`CREATE ROLE ${EMBEDDED_ROLES[role]} LOGIN PASSWORD ${password}`);
    }
  } finally {
    await client.end();
  }
};

/** Fast shutdown (ends sessions, flushes everything) within 3 s, else immediate: the next start recovers from the log. */
const stop = async (home: PostgresHome) => {
  const cluster = join(home.home, "data");
  for (const [mode, timeoutSeconds] of [
    ["fast", 3],
    ["immediate", 1],
  ] as const) {
    if (!readPostmaster(cluster)) return;
    const target = [`--pgdata=${cluster}`, `--mode=${mode}`, "--wait", `--timeout=${timeoutSeconds}`, "--silent"];
    await program(home, "pg_ctl", ["stop", ...target]).catch(() => undefined);
  }
};

/** Requires SCRAM: while the server is down, any user of this machine may listen on its port. */
const addressOf = (home: string, port: number): string =>
  `postgresql://${USER}:${readFileSync(join(home, "password"), "utf8").trim()}@127.0.0.1:${port}/${DATABASE}?require_auth=scram-sha-256`;

const logFileOf = (home: string): string => join(home, "postgres.log");

/**
 * Runs one of PostgreSQL's programs as its user. The server keeps its environment for life and shows it to its owner,
 * so it gets none of our keys, and no PGDATA or PGPORT.
 */
const program = async ({ home, binaries, user }: PostgresHome, name: string, args: string[]) => {
  const env = { ...process.env };
  for (const variable of Object.keys(env)) if (!["PATH", "TZ"].includes(variable)) delete env[variable];
  env.LC_ALL = "C";
  await run(join(binaries, "bin", name), args, { ...user, cwd: home, env });
};

const freePort = (): Promise<number> =>
  new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === "object" && address ? address.port : 0));
    });
  });

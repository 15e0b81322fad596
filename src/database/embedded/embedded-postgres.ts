import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { escapeLiteral } from "pg";
import { DatabaseClient } from "#database/database-client.ts";
import { type DatabaseUrls, EMBEDDED_ROLES, embeddedUrls } from "#database/database-urls.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";
import { type PostgresHome, preparePostgresHome } from "./postgres-home.ts";
import { freePort, program } from "./postgres-program.ts";
import { readPostmaster, removeStalePostmaster } from "./postmaster.ts";

export const USER = "bellhop";
const DATABASE = "bellhop";
const LOG_BYTES_MAX = 20_000_000;
const START_ATTEMPTS = 3;

/** Gives the owner's `url`, a superuser's. `stop` is safe to repeat. */
export type RunningPostgres = {
  url: string;
  urls: DatabaseUrls;
  port: number;
  logFile: string;
  /** True if the server outlived a killed supervisor. */
  isAdopted: boolean;
  /** True even before the server is ready. */
  isAlive: () => boolean;
  /**
   * Restarts a dead server on its port and waits until it is ready. Rejects while old processes end: try
   * again.
   */
  revive: () => Promise<void>;
  stop: () => Promise<void>;
};

export type StartPostgresOptions = {
  /** Holds the cluster, or a link `postgres` to it. */
  dataDir: string;
  log?: (line: string) => void;
  /** False for tests only: a power cut loses data. */
  isDurable?: boolean;
};

/**
 * Starts PostgreSQL on a free port of 127.0.0.1, or adopts a running server, which outlives this process and
 * Ctrl-C until `stop`. The caller holds the lock. Throws with the end of the server's log.
 */
export const startPostgres = async (options: StartPostgresOptions): Promise<RunningPostgres> => {
  const { dataDir, log = () => {}, isDurable = true } = options;
  const binaries = findPostgresBinaries();
  const home = preparePostgresHome({ dataDir, binaries, log });
  const cluster = join(home.home, "data");
  const found = await waitForPostmaster(cluster);
  if (!found) {
    removeStalePostmaster(cluster);
    refuseHalfRestored(home);
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

/** Accepts any server on the port: an operator may have run `pg_ctl restart`. */
const revive = async (home: PostgresHome, isDurable: boolean, port: number) => {
  const cluster = join(home.home, "data");
  if (!(await waitForPostmaster(cluster))) {
    removeStalePostmaster(cluster);
    await launch(home, isDurable, port);
  }
  const found = readPostmaster(cluster)?.port ?? null;
  if (found !== port) throw new Error(`PostgreSQL runs on port ${found ?? "–"} now, and not on ${port}.`);
};

/** Starts nothing. */
export const runningPostgresUrl = (dataDir: string): string | null => {
  const home = join(resolve(dataDir), "postgres");
  const postmaster = readPostmaster(join(home, "data"));
  return postmaster?.isReady ? addressOf(home, postmaster.port) : null;
};

export const hasPostgresData = (dataDir: string): boolean => existsSync(join(resolve(dataDir), "postgres", "data"));

export const databaseUrl = (url: string, name: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
};

/** Waits up to 30 s for a start (crash recovery) or a shutdown. */
const waitForPostmaster = async (cluster: string) => {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 50) {
    const postmaster = readPostmaster(cluster);
    if (!postmaster || postmaster.isReady) return postmaster;
    await sleep(50);
  }
  throw new Error(`A PostgreSQL on ${cluster} is neither starting nor stopping: see its log.`);
};

/** Moves the cluster into place when complete: a killed start leaves no broken one. */
const initialise = async (home: PostgresHome, isDurable: boolean) => {
  const unfinished = join(home.home, "data.unfinished");
  const passwordFile = join(home.home, "password");
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  if (home.user) chownSync(passwordFile, home.user.uid, home.user.gid);
  // Sorts by code point and needs no library of the machine.
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"];
  const access = [`--username=${USER}`, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  await program(home, "initdb", [`--pgdata=${unfinished}`, ...locale, ...access, ...(isDurable ? [] : ["--no-sync"])]);
  renameSync(unfinished, join(home.home, "data"));
};

/** Unpacked cluster that a restore has not put into place yet. */
export const restoringDirectory = ({ home }: PostgresHome): string => join(home, "restoring");

/** Prevents an empty database in place of the one that a killed restore was about to put there. */
const refuseHalfRestored = (home: PostgresHome) => {
  if (!existsSync(restoringDirectory(home)) || existsSync(join(home.home, "data"))) return;
  throw new Error(
    `A restore into ${home.home} did not end: run npm run restore again, or remove ${restoringDirectory(home)} to start empty.`,
  );
};

export const refuseOtherVersion = (cluster: string, major: number) => {
  const made = Number.parseInt(readFileSync(join(cluster, "PG_VERSION"), "utf8"), 10);
  if (made === major) return;
  throw new Error(
    `The database in ${cluster} was made by PostgreSQL ${made}, and this is ${major}: use pg_dump and pg_restore.`,
  );
};

/** Retries, since another program may take the free port first. */
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

/** Suits one machine: short queries, many small commits, no replicas. */
const SETTINGS = [
  "-c listen_addresses=127.0.0.1",
  ...(process.platform === "win32" ? [] : ["-c unix_socket_directories=''"]),
  "-c cluster_name=bellhop",
  "-c max_connections=100",
  "-c shared_buffers=48MB",
  "-c wal_buffers=4MB",
  "-c max_wal_size=2GB",
  "-c checkpoint_timeout=15min",
  "-c wal_compression=on",
  "-c synchronous_commit=on",
  "-c random_page_cost=1.1",
  "-c autovacuum_naptime=5s",
  // ANALYZE sorts a sample of each column, whatever the size: a young table, which grows by a tenth in seconds, paid that again and again.
  "-c autovacuum_analyze_threshold=10000",
  "-c timezone=UTC",
  "-c log_timezone=UTC",
];

const NOT_DURABLE = ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"];

const TEMPORARY_FOR_ALL = "SELECT has_database_privilege('public'::name, $1::text, 'TEMPORARY') AS may";

/** Adds roles to older clusters too, and takes temporary tables from them: these could stand in for tables of functions. */
const createDatabase = async (urls: DatabaseUrls) => {
  const client = new DatabaseClient({ connectionString: databaseUrl(urls.owner, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    const access = await client.query(TEMPORARY_FOR_ALL, [DATABASE]);
    if (access.rows[0]?.may) await client.query(`REVOKE TEMPORARY ON DATABASE ${DATABASE} FROM PUBLIC`);
    for (const role of ["app", "engine"] as const) {
      const { rows } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [EMBEDDED_ROLES[role]]);
      const password = escapeLiteral(new URL(urls[role]).password);
      if (rows.length === 0) await client.query(`CREATE ROLE ${EMBEDDED_ROLES[role]} LOGIN PASSWORD ${password}`);
    }
  } finally {
    await client.end();
  }
};

/** Stops fast within 3 s, else immediately: the next start recovers. */
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

/** Requires SCRAM: any user of this machine may listen on the port of a stopped server. */
export const addressOf = (home: string, port: number): string =>
  `postgresql://${USER}:${readFileSync(join(home, "password"), "utf8").trim()}@127.0.0.1:${port}/${DATABASE}?require_auth=scram-sha-256`;

const logFileOf = (home: string): string => join(home, "postgres.log");

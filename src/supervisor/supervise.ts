import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type DatabaseUrls, externalUrls } from "#database/database-urls.ts";
import { lockDataDir } from "#database/embedded/data-dir-lock.ts";
import { hasPostgresData, startPostgres } from "#database/embedded/embedded-postgres.ts";
import { watchPostgres } from "#database/embedded/watch-postgres.ts";
import { databaseAddresses } from "#database/wait-for-database.ts";
import type { Env } from "#env.ts";
import { missingSharedKeys } from "#supervisor/shared-keys.ts";
import { checkPort } from "./check-port.ts";
import { type Keys, keysFile, loadKeys, loadSharedKeys } from "./keys.ts";
import { demoFile, readyMessage, startWarnings } from "./ready-message.ts";
import { runSetUp } from "./set-up/run-set-up.ts";
import { shrinkHeap } from "./shrink-heap.ts";
import { Stopped } from "./stop-signal.ts";
import { type ChildOptions, superviseChild } from "./supervise-child.ts";
import { superviseCompaction } from "./supervise-compaction.ts";
import { serveSystemMetrics } from "./system-metrics.ts";
import { watchSources } from "./watch-sources.ts";

/** `next` = there is a web application to build. */
export type Programs = { web: string; worker: string; seed: string; compact: string; next: boolean };

export type SuperviseOptions = {
  root: string;
  env: Env;
  /** Environment that the children inherit. */
  source: NodeJS.ProcessEnv;
  programs: Programs;
  isDev: boolean;
  stop: AbortSignal;
  log: (line: string) => void;
  /** Clock of the daily compaction, in milliseconds since 1970. */
  clock?: () => number;
};

/**
 * Runs until a stop or a failure, then ends everything in reverse order, the database last. Returns exit code
 * 0 after a stop.
 */
export const supervise = async (options: SuperviseOptions): Promise<number> => {
  const endings: (() => void | Promise<void>)[] = [];
  try {
    return await run(options, (ending) => endings.push(ending));
  } catch (error) {
    if (error instanceof Stopped) return 0;
    options.log(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    for (const end of endings.reverse()) await end();
  }
};

const run = async (options: SuperviseOptions, atEnd: (ending: () => void | Promise<void>) => void): Promise<number> => {
  const { root, env, source, programs, isDev, stop, log } = options;
  const dataDir = resolve(env.DATA_DIR);
  const lock = lockDataDir(dataDir);
  if (!lock.ok) throw new Error(lock.problem);
  atEnd(lock.release);
  await checkPort(env.PORT, env.HOST);
  // A worker that runs alone may have the port that a web process has elsewhere.
  if (env.WORKER_PORT === env.PORT) throw new Error(`Bad setting WORKER_PORT: ${env.PORT} is PORT, choose another.`);
  if (env.WORKER_PORT !== undefined) await checkPort(env.WORKER_PORT, env.HOST, "WORKER_");
  if (env.METRICS_PORT !== undefined) await checkPort(env.METRICS_PORT, env.METRICS_HOST, "METRICS_");

  const external = externalUrls(env);
  const keys = external
    ? requireSharedKeys(loadSharedKeys({ dataDir, source }, log), source)
    : loadKeys({ dataDir, source, hasData: hasPostgresData(dataDir) });
  const urls = external ?? (await startEmbedded(dataDir, log, atEnd));
  const childEnv: NodeJS.ProcessEnv = {
    ...source,
    ...keys,
    // Generated keys may be rotated while the system runs.
    ...(source.MASTER_KEYS ? {} : { MASTER_KEYS_FILE: keysFile(dataDir) }),
    DATABASE_URL: urls.app,
    DATABASE_ENGINE_URL: urls.engine,
    // Children must not change tables.
    DATABASE_OWNER_URL: "",
    DATA_DIR: dataDir,
    // With DATABASE_URL set, a child cannot know that the database is embedded.
    SEED_DEMO: env.SEED_DEMO ? "1" : "0",
    PORT: String(env.PORT),
    HOST: env.HOST,
    NODE_ENV: isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  stop.throwIfAborted();
  const isFirstStart = !existsSync(demoFile(dataDir));
  await runSetUp(
    {
      root,
      urls,
      waitsFor: external ? databaseAddresses(env) : [],
      childEnv,
      seed: env.SEED_DEMO ? programs.seed : null,
      starts: ["web", "worker"],
      builds: programs.next && !isDev,
    },
    { stop, log },
  );
  for (const warning of startWarnings(env)) log(warning);
  return runChildren({ ...options, childEnv, urls, isFirstStart }, atEnd);
};

const requireSharedKeys = (keys: Keys, source: NodeJS.ProcessEnv): Keys => {
  const missing = missingSharedKeys({ ...source, ...keys });
  if (missing) throw new Error(missing);
  return keys;
};

const startEmbedded = async (
  dataDir: string,
  log: (line: string) => void,
  atEnd: (ending: () => Promise<void>) => void,
): Promise<DatabaseUrls> => {
  const postgres = await startPostgres({ dataDir, log });
  atEnd(watchPostgres(postgres, { log }).stop);
  if (postgres.isAdopted) log("Found the database still running from a start that was killed: using it.");
  return postgres.urls;
};

/** For the socket file between web process and worker: DATA_DIR may be longer than the 107 bytes that its name may have. */
const privateFolder = (): string | null => {
  try {
    return mkdtempSync(join(tmpdir(), "bellhop-"));
  } catch {
    return null;
  }
};

type ChildrenOptions = SuperviseOptions & { childEnv: NodeJS.ProcessEnv; urls: DatabaseUrls; isFirstStart: boolean };

/** Resolves with the exit code. `atEnd` stops the children together. */
const runChildren = (options: ChildrenOptions, atEnd: (ending: () => Promise<void>) => void): Promise<number> => {
  const { root, env, programs, isDev, stop, log, childEnv, urls, isFirstStart } = options;
  const folder = env.ENGINE === "embedded" ? privateFolder() : null;
  if (folder) atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  const args = [...(isDev ? ["--dev"] : []), ...(folder ? [`--hand-over=${join(folder, "worker.sock")}`] : [])];
  return new Promise((done) => {
    const ready = new Set<string>();
    const supervised = (name: ChildOptions["name"], entry: string) =>
      superviseChild({
        name,
        entry,
        args,
        env: childEnv,
        log,
        onEnd: async (id) => {
          // Loads late, to save memory.
          const { releaseLeases } = await import("./release-worker-leases.ts");
          await releaseLeases(urls.engine, id);
        },
        onGiveUp: () => done(1),
        onReady: () => {
          const isFirst = ready.size < 2;
          ready.add(name);
          if (!isFirst || ready.size < 2) return;
          log(readyMessage(env, { isFirstStart }));
          shrinkHeap();
        },
      });
    const children = [supervised("web", programs.web), supervised("worker", programs.worker)];
    if (env.METRICS_PORT !== undefined)
      atEnd(serveSystemMetrics({ port: env.METRICS_PORT, host: env.METRICS_HOST }, { children, log }));
    const stopCompaction = superviseCompaction({
      at: env.COMPACT_AT,
      entry: programs.compact,
      childEnv,
      ownerUrl: urls.owner,
      log,
      clock: options.clock,
    });
    const reload = () => {
      log("Sources have changed: starting web and worker again.");
      for (const child of children) child.restart();
    };
    const endWatch = isDev && existsSync(join(root, "src")) ? watchSources(root, reload) : () => {};
    atEnd(async () => {
      endWatch();
      await Promise.all([stopCompaction(), ...children.map((child) => child.stop())]);
    });
    stop.addEventListener("abort", () => done(0));
    if (stop.aborted) done(0);
  });
};

import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "#database/embedded/embedded-postgres.ts";
import { applyMigrations } from "#database/migrations/schema-engine.ts";
import { HELD_UNTIL } from "#domain/order-lane.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { parseEnv } from "#env.ts";
import { wire } from "#server/wire.ts";
import { buildIfStale } from "#supervisor/set-up/build-if-stale.ts";
import type { InngestServer } from "#tests/protocol/executor.ts";
import { startExecutor } from "#tests/protocol/inngest-executor.ts";
import { namedServer } from "#tests/protocol/inngest-server.ts";
import { freePort, ROOT, type RunningProcess, startProcess } from "#tests/protocol/processes.ts";

type Engine = "inngest" | "embedded";

export type App = {
  url: string;
  eventKey: string;
  inngest: InngestServer;
  /** Direct access to the app's database. */
  deps: EngineDeps;
  environment: Record<string, string>;
  web: RunningProcess;
  worker: RunningProcess;
  /** Restarts a killed process. */
  restart(name: "web" | "worker"): Promise<void>;
  /** Makes work that is due within `ms` due now; negative: postpones it. */
  passTime(ms: number): Promise<void>;
  close(): Promise<void>;
};

/**
 * Starts the application as in production: PostgreSQL, web process with the built pages, worker. With ENGINE=inngest
 * the tests' executor drives it, or a real Inngest server named by the environment. `close` leaves nothing behind.
 * @param workerEngine differs from `engine` in the middle of a move
 */
export const startApp = async (engine: Engine = "inngest", workerEngine: Engine = engine): Promise<App> => {
  const endings: (() => unknown)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    return await start({ web: engine, worker: workerEngine }, (ending) => endings.push(ending), close);
  } catch (error) {
    await close();
    throw error;
  }
};

const start = async (
  engines: Record<"web" | "worker", Engine>,
  atEnd: (ending: () => unknown) => void,
  close: () => Promise<void>,
): Promise<App> => {
  await buildIfStale({ root: ROOT, env: process.env, stop: new AbortController().signal });
  const dataDir = join(tmpdir(), `bellhop-${randomUUID()}`);
  mkdirSync(dataDir);
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataDir, isDurable: false });
  atEnd(postgres.stop);
  await applyMigrations(postgres.url);
  const inngest = namedServer(process.env) ?? (await startExecutor());
  atEnd(inngest.close);
  const port = await freePort();
  const eventKey = `evk_${randomBytes(24).toString("hex")}`;
  const environment = {
    PORT: String(port),
    DATABASE_URL: postgres.url,
    DATA_DIR: dataDir,
    SEED_DEMO: "0",
    ENGINE: engines.web,
    ...inngest.environment,
    EVENT_KEY: eventKey,
    MASTER_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8,::1/128",
    WEBHOOK_RETRY_COUNT: "2",
    // Waits of 1 s and 5 s: short enough for a real server, whose clock tests cannot change.
    WEBHOOK_RETRY_WINDOW: "6s",
    LOG_LEVEL: "warn",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const parsed = parseEnv(environment);
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  const wiring = wire(parsed.env, "protocol_tests");
  atEnd(wiring.close);

  const launch = async (name: "web" | "worker", changes: { ENGINE?: Engine } = {}) => {
    const launched = await startProcess(name, { ...environment, ...changes });
    atEnd(launched.stop);
    return launched;
  };
  const app: App = {
    url: `http://127.0.0.1:${port}`,
    eventKey,
    inngest,
    deps: wiring.deps,
    environment,
    web: await launch("web"),
    worker: await launch("worker", { ENGINE: engines.worker }),
    restart: async (name) => {
      app[name] = await launch(name);
    },
    passTime: (ms) => passTime(wiring.deps, ms),
    close,
  };
  if (engines.web === "inngest") await inngest.sync(app.url);
  return app;
};

const passTime = async ({ sql }: EngineDeps, ms: number) => {
  // Held deliveries of ordered webhooks have no time of their own.
  await sql(
    `UPDATE webhook_delivery SET due_at = due_at - $1::float8 * interval '1 millisecond' WHERE due_at < ${HELD_UNTIL}`,
    [ms],
  );
  await sql("UPDATE webhook_outbox SET due_at = due_at - $1::float8 * interval '1 millisecond'", [ms]);
};

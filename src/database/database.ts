import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { Socket } from "node:net";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { askOneByOne } from "#database/ask-one-by-one.ts";
import { createConnectionShares } from "#database/connection-shares.ts";
import { DatabaseClient } from "#database/database-client.ts";
import { bindTenant, type ConfigOf, shareTenant } from "#database/tenant-database.ts";
import { inTenantTransaction } from "#database/tenant-transaction.ts";
import type { Deps, Logger, Sql } from "#domain/context.ts";
import { PrismaClient } from "#generated/prisma/client.ts";

/** `waiting` callers have no connection yet. */
export type PoolUse = { role: "engine" | "app"; open: number; idle: number; waiting: number; max: number };

export type Database = {
  db: PrismaClient;
  sql: Sql;
  /** Applies row-level security and the tenant's connection share. */
  ofTenant: Deps["tenantDatabase"];
  /** Applies the connection share only. */
  shareOf: Deps["tenantDatabase"];
  inTenantTransaction: Deps["tenantTransaction"];
  use: () => Omit<PoolUse, "role">;
  close: () => Promise<void>;
};

export type DatabaseTimeouts = {
  connectMs: number;
  /** Limit of one statement, which the server cancels. */
  statementMs: number;
  /** Limit of one use of a connection, wait included. Longer uses destroy it as silent. */
  heldMs: number;
};

/** Ends every wait for a database that does not answer within 2 s, so that 503 arrives in time. */
export const REQUEST_TIMEOUTS: DatabaseTimeouts = { connectMs: 1_000, statementMs: 1_500, heldMs: 1_750 };
/** Lets work continue within 30 s of the database's return. */
export const WORK_TIMEOUTS: DatabaseTimeouts = { connectMs: 1_500, statementMs: 10_000, heldMs: 12_000 };

/** Delay of a timer that proves that this process was suspended. */
const STOOD_STILL_MS = 250;

/**
 * Opens one pool for Prisma and plain statements. A database that is unavailable, silent, locked or full
 * causes an error within `timeouts`, not a hang.
 */
export const createDatabase = (
  url: string,
  {
    log,
    connectionsMax = 20,
    timeouts = WORK_TIMEOUTS,
  }: { log: Logger; connectionsMax?: number; timeouts?: DatabaseTimeouts },
): Database => {
  const pool = new pg.Pool({
    Client: DatabaseClient,
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: timeouts.connectMs,
    statement_timeout: timeouts.statementMs,
    keepAlive: true,
  });
  // Without listeners, a lost connection would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "lost an idle database connection"));
  pool.on("connect", (client) => {
    client.on("error", () => {});
    askOneByOne(client);
  });
  const whoConnects = new AsyncLocalStorage<(client: pg.PoolClient) => void>();
  limitHolding(pool, timeouts.heldMs, { log, whoConnects });
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  const query =
    (target: pg.Pool | pg.PoolClient): Sql =>
    async <Row extends object>(...asked: Parameters<Sql>) => {
      const { rows } = await target.query<Row & pg.QueryResultRow>(configOf(...asked));
      return rows;
    };
  const sql = query(pool);
  // Leaves half for the pool's own wait, counted from the database's last answer.
  const shares = createConnectionShares({ connectionsMax, waitMsMax: timeouts.connectMs / 2 });
  const shared = { pool, whoConnects, db, query, configOf, heldMs: timeouts.heldMs, shares };
  return {
    db,
    sql,
    ofTenant: (tenantId) => bindTenant(shared, tenantId),
    shareOf: (tenantId) => shareTenant({ db, sql, shares }, tenantId),
    inTenantTransaction: (tenantId, act) => inTenantTransaction(shared, tenantId, act),
    use: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, max: connectionsMax }),
    close: async () => {
      await db.$disconnect();
      await pool.end();
    },
  };
};

/** Destroys silent connections, and the idle ones too: each would cost a caller the same wait. */
const limitHolding = (
  pool: pg.Pool,
  heldMs: number,
  { log, whoConnects }: { log: Logger; whoConnects: AsyncLocalStorage<(client: pg.PoolClient) => void> },
) => {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  const idle = new Set<object>();
  const destroy = (client: object) => socketOf(client)?.destroy(tookTooLong());
  const giveUp = (client: object, dueAt: number) => {
    // Waits once more: the answer may already be there.
    if (performance.now() - dueAt > STOOD_STILL_MS) return watch(client, performance.now() + STOOD_STILL_MS);
    log.warn({ heldMs, idle: idle.size }, "the database does not answer: its connections are closed");
    for (const other of [client, ...idle]) destroy(other);
  };
  const watch = (client: object, dueAt: number) => {
    timers.set(client, setTimeout(giveUp, Math.max(0, dueAt - performance.now()), client, dueAt));
  };
  const connect = pool.connect.bind(pool);
  pool.connect = (
    callback?: (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void,
  ) => {
    const dueAt = performance.now() + heldMs;
    const connected = connect().then((client) => {
      watch(client, dueAt);
      whoConnects.getStore()?.(client);
      return client;
    });
    if (callback)
      connected.then(
        (client) => callback(undefined, client, client.release),
        (error) => callback(error, undefined, () => {}),
      );
    return connected;
  };
  pool.on("acquire", (client) => idle.delete(client));
  pool.on("remove", (client) => idle.delete(client));
  pool.on("release", (_, client) => {
    clearTimeout(timers.get(client));
    idle.add(client);
  });
};

const socketOf = (client: object): Socket | null => {
  const connection = "connection" in client ? client.connection : null;
  const stream = typeof connection === "object" && connection && "stream" in connection ? connection.stream : null;
  return stream instanceof Socket ? stream : null;
};

/** Imitates a kernel error, which Prisma passes on. */
const tookTooLong = () =>
  Object.assign(new Error("the database did not answer in time"), { code: "ETIMEDOUT", errno: -110, syscall: "read" });

const names = new Map<string, string>();

const configOf: ConfigOf = (text, values = [], { isPlanKept = true } = {}) => ({
  name: isPlanKept ? nameOf(text) : undefined,
  text,
  values: [...values],
});

/** Kept texts are constants, so the map stays small. */
const nameOf = (text: string) => {
  let name = names.get(text);
  if (!name) {
    name = createHash("sha1").update(text).digest("hex").slice(0, 20);
    names.set(text, name);
  }
  return name;
};

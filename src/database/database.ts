import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { Socket } from "node:net";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { createConnectionShares } from "#database/connection-shares.ts";
import { DatabaseClient } from "#database/database-client.ts";
import { bindTenant, shareTenant } from "#database/tenant-database.ts";
import { inTenantTransaction } from "#database/tenant-transaction.ts";
import type { Deps, Logger, Sql } from "#domain/context.ts";
import { PrismaClient } from "#generated/prisma/client.ts";

export type Database = {
  db: PrismaClient;
  sql: Sql;
  /** The same pool as one tenant: its rows only, and its share of the connections. */
  ofTenant: Deps["tenantDatabase"];
  /** The same pool with all rows, for a role without policies, and the tenant's share of the connections. */
  shareOf: Deps["tenantDatabase"];
  /** Runs one transaction of one tenant. */
  inTenantTransaction: Deps["tenantTransaction"];
  close: () => Promise<void>;
};

/** Timeouts of one process for its database, in milliseconds. */
export type DatabaseTimeouts = {
  /** Wait for a free connection, new or pooled. */
  connectMs: number;
  /** One statement, counted by the server, which then cancels it and keeps the connection. */
  statementMs: number;
  /**
   * One use of a connection, wait included: a statement or a transaction. A connection that is held longer has fallen
   * silent (a network drops packets) and is destroyed.
   */
  heldMs: number;
};

/** Timeouts of requests: every wait ends well within 2 s, so that 503 arrives in time. */
export const REQUEST_TIMEOUTS: DatabaseTimeouts = { connectMs: 1_000, statementMs: 1_500, heldMs: 1_750 };
/** Timeouts of background work: longer, and short enough to go on within 30 s of the database's return. */
export const WORK_TIMEOUTS: DatabaseTimeouts = { connectMs: 1_500, statementMs: 10_000, heldMs: 12_000 };

/** Lateness of a timer that shows that the process itself stood still. */
const STOOD_STILL_MS = 250;

/**
 * One pool for Prisma and for plain statements. `timeouts` bounds every wait, so that a database that is unavailable,
 * silent, locked or out of connections is an error and not a hang.
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
    async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await target.query<Row & pg.QueryResultRow>({ name: nameOf(text), text, values: [...values] });
      return rows;
    };
  const sql = query(pool);
  // Half, since the pool's own wait follows.
  const shares = createConnectionShares({ connectionsMax, waitMsMax: timeouts.connectMs / 2 });
  const shared = { pool, whoConnects, db, query, heldMs: timeouts.heldMs, shares };
  return {
    db,
    sql,
    ofTenant: (tenantId) => bindTenant(shared, tenantId),
    shareOf: (tenantId) => shareTenant({ db, sql, shares }, tenantId),
    inTenantTransaction: (tenantId, act) => inTenantTransaction(shared, tenantId, act),
    close: async () => {
      await db.$disconnect();
      await pool.end();
    },
  };
};

/**
 * Sends one query at a time. Prisma asks for relations in parallel on one connection; pg queues them, warns on stderr,
 * and refuses from version 9 on.
 */
const askOneByOne = (client: pg.PoolClient) => {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  let last: Promise<unknown> = Promise.resolve();
  client.query = ((...args: unknown[]) => {
    // pg-pool's own `query` waits by a callback, and shares its connection with no other caller.
    if (args.some((arg) => typeof arg === "function")) return query(...args);
    const asked = last.then(() => query(...args));
    last = asked.catch(() => {});
    return asked;
  }) as typeof client.query;
};

/**
 * Destroys connections that are held too long. pg-pool's `query` and Prisma's transactions both go through `connect`.
 * One silent connection takes the idle ones with it: each would cost a caller the same wait.
 */
const limitHolding = (
  pool: pg.Pool,
  heldMs: number,
  { log, whoConnects }: { log: Logger; whoConnects: AsyncLocalStorage<(client: pg.PoolClient) => void> },
) => {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  const idle = new Set<object>();
  const destroy = (client: object) => socketOf(client)?.destroy(tookTooLong());
  const giveUp = (client: object, dueAt: number) => {
    // The process itself stood still: the answer may be there to read.
    if (performance.now() - dueAt > STOOD_STILL_MS) return watch(client, performance.now() + STOOD_STILL_MS);
    log.warn({ heldMs, idle: idle.size }, "the database fell silent: its connections are thrown away");
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

/** pg's types hide a client's connection. */
const socketOf = (client: object): Socket | null => {
  const connection = "connection" in client ? client.connection : null;
  const stream = typeof connection === "object" && connection && "stream" in connection ? connection.stream : null;
  return stream instanceof Socket ? stream : null;
};

/** An error in the shape of the kernel's, which Prisma passes on unchanged. */
const tookTooLong = () =>
  Object.assign(new Error("the database did not answer in time"), { code: "ETIMEDOUT", errno: -110, syscall: "read" });

const names = new Map<string, string>();

/** Prepares each statement once per connection. Statement texts are constants, so the map stays small. */
const nameOf = (text: string) => {
  let name = names.get(text);
  if (!name) {
    name = createHash("sha1").update(text).digest("hex").slice(0, 20);
    names.set(text, name);
  }
  return name;
};

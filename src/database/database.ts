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
  /** The same pool, as one tenant: with its rows only, and its share of the connections. */
  ofTenant: Deps["tenantDatabase"];
  /** The same with all rows, for a role that no policy is for. */
  shareOf: Deps["tenantDatabase"];
  /** One transaction of one tenant. */
  inTenantTransaction: Deps["tenantTransaction"];
  close: () => Promise<void>;
};

/** How long one process waits for its database, in milliseconds. */
export type Patience = {
  /** For a free connection, new or pooled. */
  connectMs: number;
  /** For one statement, counted by the server, which then cancels it and keeps the connection. */
  statementMs: number;
  /**
   * From asking for a connection to giving it back: one statement, or one transaction. A connection that is kept longer
   * hears nothing any more (a network that drops packets says nothing, for minutes), and is destroyed.
   */
  heldMs: number;
};

/** Somebody waits for the answer: all of a wait is over well within 2 s, so that 503 arrives in time. */
export const REQUEST_PATIENCE: Patience = { connectMs: 1_000, statementMs: 1_500, heldMs: 1_750 };
/** Work in the background would rather wait, and still finds out in time to go on within 30 s of the database's return. */
export const WORK_PATIENCE: Patience = { connectMs: 1_500, statementMs: 10_000, heldMs: 12_000 };

/** A timer that is later than this was not waited for by the database. */
const STOOD_STILL_MS = 250;

/**
 * One pool for Prisma and for plain statements. Nothing waits longer than `patience`, so that a database that is away,
 * silent, locked or out of connections is an error and not a hang.
 */
export const createDatabase = (
  url: string,
  { log, connectionsMax = 20, patience = WORK_PATIENCE }: { log: Logger; connectionsMax?: number; patience?: Patience },
): Database => {
  const pool = new pg.Pool({
    Client: DatabaseClient,
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: patience.connectMs,
    statement_timeout: patience.statementMs,
    keepAlive: true,
  });
  // Without listeners the loss of a connection would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "lost an idle database connection"));
  pool.on("connect", (client) => {
    client.on("error", () => {});
    askOneByOne(client);
  });
  const whoConnects = new AsyncLocalStorage<(client: pg.PoolClient) => void>();
  limitHolding(pool, patience.heldMs, { log, whoConnects });
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  const query =
    (target: pg.Pool | pg.PoolClient): Sql =>
    async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await target.query<Row & pg.QueryResultRow>({ name: nameOf(text), text, values: [...values] });
      return rows;
    };
  const sql = query(pool);
  // Half, since the pool's own wait comes after it.
  const shares = createConnectionShares({ connectionsMax, waitMsMax: patience.connectMs / 2 });
  const shared = { pool, whoConnects, db, query, heldMs: patience.heldMs, shares };
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
 * Prisma asks for the relations of one query at once, in a transaction on one connection. pg puts them in a queue of its own,
 * warns of that on stderr, and refuses it from version 9 on.
 */
const askOneByOne = (client: pg.PoolClient) => {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  let last: Promise<unknown> = Promise.resolve();
  client.query = ((...args: unknown[]) => {
    // pg-pool's own `query` waits by a callback, and gives its connection to nobody else meanwhile.
    if (args.some((arg) => typeof arg === "function")) return query(...args);
    const asked = last.then(() => query(...args));
    last = asked.catch(() => {});
    return asked;
  }) as typeof client.query;
};

/**
 * pg-pool's `query` and Prisma's transactions both go through `connect`: the one place that sees every wait begin. Where one
 * connection has fallen silent, those that lie idle are thrown away with it: each would cost somebody the same wait.
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
    // This process itself stood still: the answer may be there, and only has to be read.
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

/** pg's types do not show a client's connection. */
const socketOf = (client: object): Socket | null => {
  const connection = "connection" in client ? client.connection : null;
  const stream = typeof connection === "object" && connection && "stream" in connection ? connection.stream : null;
  return stream instanceof Socket ? stream : null;
};

/** In the shape of the kernel's own error, which Prisma passes on as such. */
const tookTooLong = () =>
  Object.assign(new Error("the database did not answer in time"), { code: "ETIMEDOUT", errno: -110, syscall: "read" });

const names = new Map<string, string>();

/** Statements of the hot path are prepared once per connection; their texts are constants, so the map stays small. */
const nameOf = (text: string) => {
  let name = names.get(text);
  if (!name) {
    name = createHash("sha1").update(text).digest("hex").slice(0, 20);
    names.set(text, name);
  }
  return name;
};

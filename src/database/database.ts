import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { askOneByOne } from "#database/ask-one-by-one.ts";
import { createConnectionShares } from "#database/connection-shares.ts";
import { run, runOnce } from "#database/round-trip.ts";
import { bindTenant, type ConfigOf, shareTenant } from "#database/tenant-database.ts";
import { inTenantTransaction } from "#database/tenant-transaction.ts";
import { createKnownClients, watchConnections } from "#database/watch-connections.ts";
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
  /** Silence of the database that ends the wait for a connection. */
  silentMs: number;
  /** Longest wait for a connection, and longest use of one, while the database answers. */
  waitMs: number;
  /** Limit of one statement, which the server cancels. */
  statementMs: number;
  /** Silence of a connection in use that destroys it. */
  heldMs: number;
};

/** Ends every wait for a database that does not answer within 2 s, so that 503 arrives in time. */
export const REQUEST_TIMEOUTS: DatabaseTimeouts = {
  silentMs: 1_000,
  waitMs: 5_000,
  statementMs: 1_500,
  heldMs: 1_750,
};
/** Lets work continue within 30 s of the database's return. */
export const WORK_TIMEOUTS: DatabaseTimeouts = {
  silentMs: 1_500,
  waitMs: 12_000,
  statementMs: 10_000,
  heldMs: 12_000,
};

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
  const { silentMs, waitMs, heldMs } = timeouts;
  const known = createKnownClients();
  const pool = new pg.Pool({
    Client: known.Client,
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: waitMs,
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
  watchConnections(pool, known, { silentMs, waitMs, heldMs, log, whoConnects });
  const db = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: { maxWait: waitMs } });
  const query =
    (client: pg.PoolClient): Sql =>
    (...asked) =>
      run(client, { statement: configOf(...asked) });
  const sql: Sql = (...asked) => runOnce(pool, { statement: configOf(...asked) });
  // Leaves half for the pool's own wait, counted from the database's last answer.
  const shares = createConnectionShares({ connectionsMax, waitMsMax: silentMs / 2 });
  const shared = { pool, whoConnects, db, query, configOf, waitMs, shares };
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

import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Logger, Sql } from "#domain/context.ts";
import { PrismaClient } from "#generated/prisma/client.ts";

export type Database = { db: PrismaClient; sql: Sql; close: () => Promise<void> };

/**
 * One pool for Prisma and for plain statements. Connecting and waiting for a free connection give up after
 * `connectTimeoutMs`, a statement after `statementTimeoutMs`, so that a database that is away is an error and not a hang.
 */
export const createDatabase = (
  url: string,
  {
    log,
    connectionsMax = 20,
    connectTimeoutMs = 1_500,
    statementTimeoutMs = 30_000,
  }: {
    log: Logger;
    connectionsMax?: number;
    connectTimeoutMs?: number;
    statementTimeoutMs?: number;
  },
): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    keepAlive: true,
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on("error", (error) => log.warn({ error: error.message }, "lost an idle database connection"));
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    db,
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await pool.query<Row & pg.QueryResultRow>({ name: nameOf(text), text, values: [...values] });
      return rows;
    },
    close: async () => {
      await db.$disconnect();
      await pool.end();
    },
  };
};

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

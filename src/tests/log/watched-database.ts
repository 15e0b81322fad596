import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { DatabaseClient } from "#database/database-client.ts";
import type { Sql } from "#domain/context.ts";
import { PrismaClient } from "#generated/prisma/client.ts";

export type Statement = { text: string; values: unknown[] };

/** Prisma client that records the exact text and parameters of its statements in `statements`. */
export const watchDatabase = (url: string) => {
  const statements: Statement[] = [];
  const pool = new pg.Pool({ Client: DatabaseClient, connectionString: url, max: 4 });
  const query = pool.query.bind(pool);
  const watched = (config: pg.QueryConfig) => {
    statements.push({ text: config.text, values: config.values ?? [] });
    return query(config);
  };
  const sql: Sql = async (text, values = []) => (await watched({ text, values: [...values] })).rows;
  const db = new PrismaClient({ adapter: new PrismaPg(Object.assign(pool, { query: watched })) });
  const close = async () => {
    await db.$disconnect();
    await pool.end();
  };
  return { db, sql, statements, close };
};

export type WatchedDatabase = ReturnType<typeof watchDatabase>;

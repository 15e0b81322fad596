import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { inject } from "vitest";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { PrismaClient } from "#generated/prisma/client.ts";

const OUTBOX = join(import.meta.dirname, "..", "..", "client", "outbox.sql");

/** Database of a booking backend, with the outbox's tables and a table `booking`. */
export const bookingDatabase = async () => {
  const serverUrl = inject("serverUrl");
  const name = `booking_${randomBytes(8).toString("hex")}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = databaseUrl(serverUrl, name);
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  await pool.query(readFileSync(OUTBOX, "utf8"));
  await pool.query("CREATE TABLE booking (id text PRIMARY KEY, changes int NOT NULL)");
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
  return {
    url,
    pool,
    prisma,
    /** Rolls back when `work` throws. */
    inTransaction: async <Value>(work: (client: pg.PoolClient) => Promise<Value>): Promise<Value> => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        const value = await work(client);
        await client.query("COMMIT");
        return value;
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    },
    /** Leaves the database to the end of the server: pools close their connections late. */
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
};

export type BookingDatabase = Awaited<ReturnType<typeof bookingDatabase>>;

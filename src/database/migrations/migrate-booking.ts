import { join } from "node:path";
import { BOOKING_SCHEMA, bookingUrl } from "#database/booking-pool.ts";
import { DatabaseClient } from "#database/database-client.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { explainRefusal } from "./migrate-database.ts";
import { applyMigrations, PRISMA_FILES, type PrismaFiles } from "./schema-engine.ts";

export const BOOKING_FILES: PrismaFiles = {
  schema: join(PRISMA_FILES.schema, "..", "booking", "schema.prisma"),
  migrations: join(PRISMA_FILES.schema, "..", "booking", "migrations"),
  namespace: BOOKING_SCHEMA,
};

/**
 * Applies pending migrations of the reference booking backend, which have a history of their own in its schema, and lets the
 * engine's role use its tables. The app's role gets no right there. Safe to repeat.
 */
export const migrateBooking = async (urls: DatabaseUrls): Promise<string[]> => {
  const { owner, engine } = urls;
  const client = new DatabaseClient({ connectionString: owner });
  await client.connect();
  try {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${BOOKING_SCHEMA}`);
    const applied = await applyMigrations(bookingUrl(owner), BOOKING_FILES);
    const role = client.escapeIdentifier(new DatabaseClient({ connectionString: engine }).user ?? "");
    if (engine !== owner)
      await client.query(`
        GRANT USAGE ON SCHEMA ${BOOKING_SCHEMA} TO ${role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${BOOKING_SCHEMA} TO ${role};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${BOOKING_SCHEMA} TO ${role}`);
    return applied;
  } catch (error) {
    throw error instanceof Error ? explainRefusal(error, urls) : error;
  } finally {
    await client.end();
  }
};

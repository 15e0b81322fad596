import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "#domain/context.ts";
import { checkMasterKeys } from "#domain/sealing/check-master-keys.ts";
import type { Env } from "#env.ts";
import { wire } from "#server/wire.ts";

const MIGRATIONS = join(import.meta.dirname, "..", "..", "prisma", "migrations");

/**
 * Throws when the database lacks a migration of this version, or the master keys do not fit it. Later
 * migrations are allowed: they are safe for older code.
 */
export const checkDatabase = async (settings: Env): Promise<void> => {
  const { deps, close } = wire(settings, "start-check");
  try {
    await checkMigrations(deps.sql);
    await checkMasterKeys(deps);
  } finally {
    await close();
  }
};

const checkMigrations = async (sql: Sql) => {
  const { pending, count } = await findPendingMigrations(sql);
  if (pending.length === 0) return;
  throw new Error(
    `The database lacks ${pending.length} of ${count} migrations (${pending[0]} is the first): run npm run db:migrate first.`,
  );
};

/** Returns migrations of this version that the database lacks, oldest first. */
export const findPendingMigrations = async (sql: Sql): Promise<{ pending: string[]; count: number }> => {
  const applied = await appliedMigrations(sql);
  const own = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const pending = own.map(({ name }) => name).filter((name) => !applied.has(name));
  return { pending: pending.sort(), count: own.length };
};

const appliedMigrations = async (sql: Sql): Promise<Set<string>> => {
  try {
    return new Set((await sql<{ name: string }>(APPLIED)).map(({ name }) => name));
  } catch (error) {
    if (error instanceof Error && "code" in error && NOT_READABLE.has(String(error.code))) return new Set();
    throw error;
  }
};

/** SQLSTATEs undefined_table and insufficient_privilege. */
const NOT_READABLE = new Set(["42P01", "42501"]);

const APPLIED = `
SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

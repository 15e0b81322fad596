import { setTimeout as pause } from "node:timers/promises";
import { DriverAdapterError } from "@prisma/driver-adapter-utils";

/** Longest wait for the lock of a table: readers and writers queue behind it. */
const LOCK_TIMEOUT_MS = 2_000;
const PAUSE_MS = 1_000;
const TRIES = 40;
/** `lock_not_available`, and `deadlock_detected`: PostgreSQL has ended one of two that waited for each other. */
const IN_USE_CODES: readonly unknown[] = ["55P03", "40P01"];

type Execute = (text: string) => Promise<number>;

/**
 * Runs the SQL of a migration while the system works. A table that is in use delays the migration and not the system: each try waits
 * two seconds at most, and a failed try has changed nothing, since PostgreSQL runs the whole script as one transaction.
 *
 * @param execute runs text as one simple query, on one connection, and returns the number of its rows
 */
export const runMigrationScript = async (execute: Execute, sql: string): Promise<void> => {
  const index = concurrentIndexOf(sql);
  if (index !== null) return buildIndex(execute, sql, index);
  await execute(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await whenFree(() => execute(sql));
};

/** Name of the index when the script is one `CREATE INDEX CONCURRENTLY`, which PostgreSQL runs outside of a transaction only. */
export const concurrentIndexOf = (sql: string): string | null => {
  const statement = sql.replace(/^\s*--.*$/gm, "").trim();
  const [, name] = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?"(\w+)" [^;]*;?$/.exec(statement) ?? [];
  return name ?? null;
};

/**
 * Removes what an interrupted build left: an invalid index costs writes and serves no query. Waits for long transactions. Keeps an index
 * that was built before its migration was recorded.
 */
const buildIndex = async (execute: Execute, sql: string, name: string) => {
  if ((await execute(findValid(name))) > 0) return;
  await execute(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await whenFree(() => execute(dropInvalid(name)));
  await execute("SET lock_timeout = 0");
  await execute(sql);
};

const findValid = (name: string) => `SELECT FROM pg_index WHERE indexrelid = to_regclass('"${name}"') AND indisvalid`;

const dropInvalid = (name: string) => `
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('"${name}"') AND NOT indisvalid) THEN
    DROP INDEX "${name}";
  END IF;
END $$`;

const whenFree = async (act: () => Promise<unknown>): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await act();
      return;
    } catch (error) {
      const isInUse = error instanceof DriverAdapterError && IN_USE_CODES.includes(error.cause.originalCode);
      if (!isInUse || attempt === TRIES) throw error;
      await pause(PAUSE_MS);
    }
  }
};

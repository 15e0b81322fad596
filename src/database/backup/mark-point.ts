import { setTimeout as pause } from "node:timers/promises";
import { DatabaseClient } from "#database/database-client.ts";
import { countRows, listTables, quoted, type RowCounts } from "./count-rows.ts";

/** Longest time for which writers wait in one try, and their time in between. */
const LOCK_MS = 500;
const PAUSE_MS = 2_000;
const TRIES = 60;
/** SQLSTATEs query_canceled, lock_not_available, deadlock_detected. */
const NOT_NOW = new Set(["57014", "55P03", "40P01"]);

/** Place in the log of changes, and the rows that all changes before it made. */
export type MarkedPoint = { segment: string; rows: RowCounts };

/**
 * Names a place in the log of changes and counts the rows as of exactly this place. Writers wait for the milliseconds in which the place
 * is named, and not while rows are counted.
 */
export const markPoint = async (url: string, name: string): Promise<MarkedPoint> => {
  const marker = await connect(url);
  const counter = await connect(url);
  try {
    const segment = await nameQuietPoint(marker, counter, name);
    return { segment, rows: await countRows(counter) };
  } finally {
    await marker.end();
    await counter.end();
  }
};

/** Begins the counter's snapshot while no transaction that writes is under way, at the named place. */
const nameQuietPoint = async (marker: DatabaseClient, counter: DatabaseClient, name: string): Promise<string> => {
  const tables = (await listTables(marker)).map((table) => quoted(marker, table)).join(", ");
  // Finds a deadlock before the other side does, and moves autovacuum out of the way.
  await marker.query("SET deadlock_timeout = '100ms'");
  for (let attempt = 1; ; attempt += 1) {
    try {
      await marker.query(`BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = ${LOCK_MS}`);
      await marker.query(`LOCK TABLE ${tables} IN SHARE MODE`);
      const { rows } = await marker.query<{ segment: string; snapshot: string }>(
        "SELECT pg_walfile_name(pg_create_restore_point($1)) AS segment, pg_export_snapshot() AS snapshot",
        [name],
      );
      const [point] = rows;
      if (!point) throw new Error("PostgreSQL named no place in its log.");
      await counter.query(
        `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '${point.snapshot}'`,
      );
      await marker.query("COMMIT");
      // Writes what is still in memory, so that the files hold the named place.
      await marker.query("SELECT pg_switch_wal()");
      return point.segment;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      await marker.query("ROLLBACK");
      if (!NOT_NOW.has(code)) throw error;
      if (attempt === TRIES)
        throw new Error(
          "A transaction that writes has been open for two minutes: end it (pg_stat_activity), and try again.",
        );
      await pause(PAUSE_MS);
    }
  }
};

const connect = async (connectionString: string): Promise<DatabaseClient> => {
  const client = new DatabaseClient({ connectionString });
  await client.connect();
  return client;
};

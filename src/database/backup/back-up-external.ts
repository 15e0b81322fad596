import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseClient } from "#database/database-client.ts";
import type { BackedUp } from "./back-up-embedded.ts";
import { sha256Of } from "./backup-manifest.ts";
import { countDumpedRows } from "./count-dumped-rows.ts";
import { countRows, refuseDifference } from "./count-rows.ts";
import { connectionEnv, requireProgram, run } from "./postgres-client-program.ts";

type BackUp = {
  /** Address for the role that owns the tables. */
  url: string;
  directory: string;
  log: (line: string) => void;
};

/**
 * Dumps the database with pg_dump in one snapshot, while the system runs, and compares the dumped rows with those of the same snapshot.
 * Throws on a difference, and where row-level security would hide rows from the role.
 */
export const backUpExternal = async ({ url, directory, log }: BackUp): Promise<BackedUp> => {
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    const { rows: versions } = await client.query<{ major: number }>(
      "SELECT current_setting('server_version_num')::int / 10000 AS major",
    );
    const postgres = versions[0]?.major ?? 0;
    const needs = { atLeast: postgres, why: `the server, which is PostgreSQL ${postgres}` };
    const pgDump = await requireProgram("pg_dump", needs);
    await requireProgram("pg_restore", needs);
    await refuseHiddenRows(client);
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${WITHOUT_TIMEOUTS}`);
    const { rows: snapshots } = await client.query<{ id: string }>("SELECT pg_export_snapshot() AS id");
    const file = "database.dump";
    const path = join(directory, file);
    log("Dumping the database.");
    // Without --enable-row-security, pg_dump refuses tables whose policies bind their owner too. These policies let the owner see all.
    const options = ["--format=custom", "--enable-row-security", `--snapshot=${snapshots[0]?.id}`, `--file=${path}`];
    await run("pg_dump", options, connectionEnv(url));
    log("Comparing its rows.");
    const rows = await countRows(client);
    refuseDifference(rows, await countDumpedRows(path), "The dump");
    return { postgres, pgDump, file, rows, bytes: statSync(path).size, sha256: await sha256Of(path) };
  } finally {
    await client.end();
  }
};

/** Keeps the snapshot while pg_dump runs, whatever limits the role or the server has. PostgreSQL 17 added the last one. */
const WITHOUT_TIMEOUTS = `SELECT set_config(name, '0', true) FROM pg_settings
  WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/** Proves that no policy takes rows away from this role, since a count in its session would miss the same rows as the dump. */
const refuseHiddenRows = async (client: DatabaseClient) => {
  const { rows } = await client.query<{ role: string; name: string }>(HIDING);
  const [first] = rows;
  if (!first) return;
  throw new Error(
    `The role ${first.role} may not see all rows (row-level security of ${rows.map(({ name }) => name).join(", ")}): ` +
      "set DATABASE_OWNER_URL to the role that owns the tables, and run npm run db:migrate once.",
  );
};

const HIDING = `
SELECT current_user::text AS role, c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND row_security_active(c.oid) AND NOT (
  EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = n.nspname AND p.tablename = c.relname AND p.permissive = 'PERMISSIVE'
    AND p.cmd IN ('ALL', 'SELECT') AND p.qual = 'true' AND p.roles && ARRAY[current_user, 'public']::name[])
  AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = n.nspname AND p.tablename = c.relname AND p.permissive = 'RESTRICTIVE'))
ORDER BY 2`;

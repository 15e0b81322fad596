import { existsSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseClient } from "#database/database-client.ts";

/** Returns free bytes of the disk with the database. Null if the server runs elsewhere, or hides its directory from this role. */
export const bytesFree = async (client: DatabaseClient): Promise<number | null> => {
  const { rows } = await client.query<{ directory: string }>(LOCAL_DIRECTORY);
  const directory = rows[0]?.directory;
  // Behind a tunnel the server seems to be local.
  if (!directory || !existsSync(join(directory, "postmaster.pid"))) return null;
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
};

/** Superusers and `pg_read_all_settings` see the row. */
const LOCAL_DIRECTORY = `
SELECT setting AS directory FROM pg_settings
WHERE name = 'data_directory' AND coalesce(host(inet_server_addr()) IN ('127.0.0.1', '::1'), true)`;

import { DatabaseClient } from "#database/database-client.ts";

/** Columns that hold the transaction of a row, with their defaults. */
const STAMPS = [
  { table: "webhook_event", column: "xid", isDefault: true },
  { table: "webhook_delivery", column: "ended_xid", isDefault: false },
  { table: "webhook_attempt", column: "xid", isDefault: true },
];

const NO_PRIVILEGE = "42501";

/**
 * Lets followers begin again after a dump was restored into another PostgreSQL, which numbers its transactions anew: places and stamps of
 * rows would mean nothing there. Empty columns take the place of the old ones at once, and all rows are read again by id. Call it before
 * other processes write. Safe to repeat. Returns whether they begin again.
 */
export const restartFollowers = async (ownerUrl: string): Promise<boolean> => {
  const client = new DatabaseClient({ connectionString: ownerUrl });
  await client.connect();
  try {
    const cluster = await clusterOf(client);
    if (cluster === null) return false;
    await client.query("BEGIN");
    const { rows } = await client.query<{ cluster: string | null }>("SELECT cluster FROM follower_place FOR UPDATE");
    const isRestored = rows.some((row) => row.cluster !== null && row.cluster !== cluster);
    if (isRestored) await client.query(BEGIN_AGAIN);
    if (rows.some((row) => row.cluster !== cluster))
      await client.query("UPDATE follower_place SET cluster = $1", [cluster]);
    await client.query("COMMIT");
    return isRestored;
  } finally {
    await client.end();
  }
};

/** Number that PostgreSQL gives itself at its creation. Null if the role may not read it. */
const clusterOf = async (client: DatabaseClient): Promise<string | null> => {
  try {
    const { rows } = await client.query<{ id: string }>(
      "SELECT system_identifier::text AS id FROM pg_control_system()",
    );
    return rows[0]?.id ?? null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === NO_PRIVILEGE) return null;
    throw error;
  }
};

const BEGIN_AGAIN = [
  ...STAMPS.flatMap(({ table, column, isDefault }) => [
    `ALTER TABLE ${table} DROP COLUMN ${column}, ADD COLUMN ${column} xid8`,
    ...(isDefault ? [`ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT pg_current_xact_id()`] : []),
    `CREATE INDEX ${table}_${column}_idx ON ${table}(${column}) WHERE ${column} IS NOT NULL`,
  ]),
  "TRUNCATE webhook_figure, webhook_cause, webhook_replaced_end",
  "UPDATE follower_place SET xid = '0', id = '', backfilled_to = 'zzz'",
].join(";\n");

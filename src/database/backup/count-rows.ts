import { DatabaseClient } from "#database/database-client.ts";

/** Rows by table, with names such as `public.tenant`. */
export type RowCounts = Record<string, number>;

type Table = { schema: string; name: string };

export const listTables = async (client: DatabaseClient): Promise<Table[]> => (await client.query<Table>(TABLES)).rows;

export const quoted = (client: DatabaseClient, { schema, name }: Table): string =>
  `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;

/** Counts in the client's transaction. Session settings forbid to read whole tables, and a role may limit statements: a count needs both. */
export const countRows = async (client: DatabaseClient): Promise<RowCounts> => {
  await client.query("SET enable_seqscan = on; SET statement_timeout = 0");
  const counts: RowCounts = {};
  for (const table of await listTables(client)) {
    const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${quoted(client, table)}`);
    counts[`${table.schema}.${table.name}`] = Number(rows[0]?.n);
  }
  return counts;
};

export const countRowsAt = async (url: string): Promise<RowCounts> => {
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    return await countRows(client);
  } finally {
    await client.end();
  }
};

/** Throws with the tables whose counts differ, missing ones included. */
export const refuseDifference = (expected: RowCounts, found: RowCounts, what: string): void => {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  const differing = names.filter((name) => expected[name] !== found[name]);
  if (differing.length === 0) return;
  const shown = differing.slice(0, 10).map((name) => `${name} ${found[name] ?? "none"} of ${expected[name] ?? "none"}`);
  throw new Error(`${what} does not hold the rows of the database: ${shown.join(", ")}.`);
};

export const sumOf = (counts: RowCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

const TABLES = `
SELECT n.nspname::text AS schema, c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2`;

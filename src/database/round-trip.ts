import pg from "pg";

/** Statement that stands before another one. Returns no row. */
export type Companion = { name: string; text: string; values?: readonly string[] };

/** Statements that PostgreSQL runs in this order in one implicit transaction. */
export type RoundTrip = { statement: pg.QueryConfig; before?: readonly Companion[] };

const NONE: readonly Companion[] = [];

/** Runs statements on a connection of the pool, in one round trip. Closes the connection after any error, as `pool.query` does. */
export const runOnce = async <Row extends object>(pool: pg.Pool, trip: RoundTrip): Promise<Row[]> => {
  const client = await pool.connect();
  try {
    const rows = await run<Row>(client, trip);
    client.release();
    return rows;
  } catch (error) {
    client.release(true);
    throw error;
  }
};

/** Returns the rows of the statement. All of it precedes one Sync message. */
export const run = async <Row extends object>(
  client: pg.PoolClient,
  { statement, before = NONE }: RoundTrip,
): Promise<Row[]> => {
  if (before.length > 0) await prepare(client, before);
  return new Promise<Row[]>((resolve, reject) => {
    // In parts: pg copies the object of a statement by its property descriptors, which takes as long as sending it.
    const query = new RoundTripQuery(statement.text, statement.values, (error, results) => {
      if (error) reject(error);
      // One result for each statement.
      else resolve((Array.isArray(results) ? results.find(({ rows }) => rows.length > 0) : results)?.rows ?? []);
    });
    query.name = statement.name;
    query.before = before;
    client.query(query);
  });
};

/** Names of the companions that each connection knows. */
const known = new WeakMap<pg.PoolClient, Set<string>>();

const prepare = async (client: pg.PoolClient, companions: readonly Companion[]): Promise<void> => {
  for (const { name, text, values = [] } of companions) {
    const names = known.get(client) ?? new Set();
    if (names.has(name)) continue;
    await client.query({ name, text, values: [...values] });
    known.set(client, names.add(name));
  }
};

type QueryClass = new (
  text: string,
  values: unknown[] | undefined,
  // biome-ignore lint/suspicious/noExplicitAny: rows are of any shape, as in pg's own types
  callback: (error: Error | null, results: pg.QueryResult<any> | pg.QueryResult<any>[]) => void,
) => { name?: string | undefined; submit(connection: pg.Connection): void };

/** A class, since V8 kept the rows of queries with a `submit` of their own until its next large collection (measured: 10 KB each). */
class RoundTripQuery extends (pg.Query as unknown as QueryClass) {
  before = NONE;

  override submit(connection: pg.Connection) {
    connection.stream.cork();
    for (const companion of this.before) execute(connection, companion);
    const problem = super.submit(connection);
    connection.stream.uncork();
    return problem;
  }
}

const execute = (connection: pg.Connection, { name, values = [] }: Companion) => {
  connection.bind({ statement: name, values: [...values] }, true);
  connection.execute({}, true);
};

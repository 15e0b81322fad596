import pg from "pg";

/** Returns no row. PostgreSQL undoes a local setting at the end of the transaction. */
const NAME_TENANT = { name: "name_tenant", text: "SELECT WHERE set_config('app.tenant_id', $1, true) IS NULL" };

/** Connections that know `NAME_TENANT`. */
const prepared = new WeakSet<pg.PoolClient>();

/**
 * Runs a statement under a tenant's name in one round trip. Both statements precede one Sync message, so
 * PostgreSQL runs them one after another in one implicit transaction: the name is set before the statement is
 * planned, and is gone after it, also after an error.
 */
export const queryAsTenant = async <Row extends object>(
  pool: pg.Pool,
  tenantId: string,
  statement: pg.QueryConfig,
): Promise<Row[]> => {
  const client = await pool.connect();
  try {
    if (!prepared.has(client)) await client.query({ ...NAME_TENANT, values: [""] });
    prepared.add(client);
    const rows = await send<Row & pg.QueryResultRow>(client, tenantId, statement);
    client.release();
    return rows;
  } catch (error) {
    // Closes the connection after any error, as `pool.query` does.
    client.release(true);
    throw error;
  }
};

const send = <Row extends pg.QueryResultRow>(client: pg.PoolClient, tenantId: string, statement: pg.QueryConfig) =>
  new Promise<Row[]>((resolve, reject) => {
    // In parts: pg copies the object of a statement by its property descriptors.
    const query = new TenantQuery(statement.text, statement.values, (error, results) => {
      // Holds one result for each statement.
      if (error) reject(error);
      else resolve([results].flat().at(-1)?.rows ?? []);
    });
    query.name = statement.name;
    query.tenantId = tenantId;
    client.query(query);
  });

type QueryClass = new (
  text: string,
  values: unknown[] | undefined,
  callback: (error: Error | null, results: pg.QueryResult | pg.QueryResult[]) => void,
) => { name?: string | undefined; submit(connection: pg.Connection): void };

/** A class, since V8 kept the rows of queries with a `submit` of their own until its next large collection (measured: 10 KB each). */
class TenantQuery extends (pg.Query as unknown as QueryClass) {
  tenantId = "";

  override submit(connection: pg.Connection) {
    connection.stream.cork();
    connection.bind({ statement: NAME_TENANT.name, values: [this.tenantId] }, true);
    connection.execute({}, true);
    const problem = super.submit(connection);
    connection.stream.uncork();
    return problem;
  }
}

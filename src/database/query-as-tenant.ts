import type pg from "pg";
import { runOnce } from "#database/round-trip.ts";

/** Returns no row. PostgreSQL undoes a local setting at the end of the transaction. */
const NAME_TENANT = { name: "name_tenant", text: "SELECT WHERE set_config('app.tenant_id', $1, true) IS NULL" };

/**
 * Runs a statement under a tenant's name in one round trip. PostgreSQL runs both statements one after another in one implicit transaction: the
 * name is set before the statement is planned, and is gone after it, also after an error.
 */
export const queryAsTenant = <Row extends object>(
  pool: pg.Pool,
  tenantId: string,
  statement: pg.QueryConfig,
): Promise<Row[]> => runOnce(pool, { statement, before: [{ ...NAME_TENANT, values: [tenantId] }] });

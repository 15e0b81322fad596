import type { Deps } from "#domain/context.ts";
import { WAITING_COUNT_MAX } from "#domain/subscriptions/webhook-health.values.ts";

/** SQL: delivery `d` waits and can be canceled. Tests cannot. */
export const IS_WAITING = "d.due_at IS NOT NULL AND NOT d.test AND d.lease_token IS NULL";

/** Counts up to `WAITING_COUNT_MAX`. Callers check the tenant. */
export const countWaiting = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<number> => {
  const [row] = await sql<{ count: number }>(COUNT, [tenantId, id]);
  return row?.count ?? 0;
};

const COUNT = `
SELECT count(*)::int AS count FROM (
  SELECT FROM webhook_delivery d WHERE d.tenant_id = $1 AND d.subscription_id = $2 AND ${IS_WAITING} LIMIT ${WAITING_COUNT_MAX}) d`;

import type { Deps } from "#domain/context.ts";
import type { Place } from "#domain/deliveries/in-flight.ts";

export type DueRow = Place & { deliveryId: string; attempts: number; generation: number };

/**
 * Deliveries that are due now, oldest first, expired leases among them. Reads only: the claim decides. Webhooks and
 * tenants at their limit are left out, so that the backlog of one never fills the answer.
 */
export const findDueDeliveries = (
  { sql }: Pick<Deps, "sql">,
  {
    limit,
    running,
    busyWebhooks,
    busyTenants,
  }: { limit: number; running: readonly string[]; busyWebhooks: readonly string[]; busyTenants: readonly string[] },
): Promise<DueRow[]> =>
  sql<DueRow>(
    `SELECT id AS "deliveryId", subscription_id AS "subscriptionId", tenant_id AS "tenantId", attempts, generation
     FROM webhook_delivery
     WHERE due_at <= now() AND NOT (id = ANY($2)) AND NOT (subscription_id = ANY($3))
       AND NOT (tenant_id = ANY($4))
     ORDER BY due_at LIMIT $1`,
    [limit, running, busyWebhooks, busyTenants],
  );

/** How long until the next row becomes due, in milliseconds by database time; null when none waits. */
export const nextDueInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ ms: number }>(
    `SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS ms FROM webhook_delivery
     WHERE due_at > now() ORDER BY due_at LIMIT 1`,
  );
  return row?.ms ?? null;
};

/** How long a due row may lie before its announcement counts as lost; doubled with each re-send, up to half an hour. */
const OVERDUE_MS = 30_000;

/**
 * Deliveries whose announcement to Inngest seems lost, to be sent again. Raises each row's generation first, because
 * Inngest silently drops an event id that it has seen in the last 24 h. With `deliveryIds` exactly those, at once.
 */
export const takeOverdueDeliveries = (
  { sql }: Pick<Deps, "sql">,
  { limit, deliveryIds = null }: { limit: number; deliveryIds?: readonly string[] | null },
): Promise<DueRow[]> =>
  sql<DueRow>(
    `UPDATE webhook_delivery SET generation = generation + 1, announced_at = now()
     WHERE id IN (
       SELECT id FROM webhook_delivery
       WHERE due_at <= now() AND ($2::text[] IS NULL AND greatest(due_at, announced_at) <= now() - ${OVERDUE_MS} * interval '1 millisecond' * power(2, least(generation, 6)) OR id = ANY($2))
       ORDER BY due_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)
     RETURNING id AS "deliveryId", subscription_id AS "subscriptionId", tenant_id AS "tenantId", attempts, generation`,
    [limit, deliveryIds],
  );

/** Makes due at once what a dead process held. Its open attempts are settled by whoever claims next. */
export const releaseLeases = async ({ sql }: Pick<Deps, "sql">, workerId: string): Promise<void> => {
  await sql(
    `UPDATE webhook_delivery SET due_at = now()
     WHERE id IN (SELECT id FROM webhook_delivery WHERE lease_token = $1 ORDER BY id FOR NO KEY UPDATE)`,
    [workerId],
  );
};

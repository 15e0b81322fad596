import type { Deps } from "#domain/context.ts";
import { createDueFinder, type DueRow } from "#domain/deliveries/find-due-deliveries.ts";
import { hostSql } from "#domain/deliveries/in-flight.ts";

/**
 * Deliveries to be announced to Inngest again: those whose announcement seems lost, or exactly `deliveryIds`. Raises
 * each row's generation first, because Inngest silently drops an event id that it has seen in the last 24 h.
 */
export const takeOverdueDeliveries = async (
  { sql }: Pick<Deps, "sql">,
  { limit, deliveryIds = null }: { limit: number; deliveryIds?: readonly string[] | null },
): Promise<DueRow[]> => {
  const overdue = deliveryIds ? [] : await createDueFinder({ sql })({ limit, onlyOverdue: true });
  const chosen = deliveryIds ?? overdue.map(({ deliveryId }) => deliveryId);
  if (chosen.length === 0) return [];
  return sql<DueRow>(TAKE, [chosen]);
};

/** For what could not be announced: as if never taken, so that nothing waits longer for it. */
export const giveBackDeliveries = async ({ sql }: Pick<Deps, "sql">, taken: readonly DueRow[]): Promise<void> => {
  await sql(GIVE_BACK, [taken.map(({ deliveryId }) => deliveryId), taken.map(({ generation }) => generation)]);
};

const TAKE = `
UPDATE webhook_delivery d SET generation = d.generation + 1, announced_at = now()
FROM (SELECT id FROM webhook_delivery WHERE id = ANY($1) AND due_at <= now() ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) due,
  webhook_subscription s
WHERE d.id = due.id AND s.id = d.subscription_id
RETURNING d.id AS "deliveryId", d.subscription_id AS "subscriptionId", d.tenant_id AS "tenantId", d.attempts, d.generation,
  ${hostSql("s.url")} AS host`;

const GIVE_BACK = `
UPDATE webhook_delivery d SET generation = d.generation - 1, announced_at = NULL
FROM unnest($1::text[], $2::int[]) AS taken(id, generation) WHERE d.id = taken.id AND d.generation = taken.generation`;

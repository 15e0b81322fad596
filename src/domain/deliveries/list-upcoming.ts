import type { Actor, Deps } from "#domain/context.ts";
import type { UpcomingView } from "#domain/deliveries/delivery.schema.ts";
import { readDeliveries } from "#domain/deliveries/delivery-view.ts";
import { notFound } from "#domain/errors.ts";
import { DRAIN_PER_SECOND } from "#domain/fairness.ts";
import { countWaiting, IS_WAITING } from "#domain/subscriptions/waiting.ts";

const SHOWN = 10;

export const listUpcoming = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, mode }: Actor,
  { id }: { id: string },
): Promise<UpcomingView> => {
  const [webhook] = await sql<{ limitedTo: number | null }>(RATE, [tenantId, id, mode ?? null]);
  if (!webhook) throw notFound("webhook");
  const [waiting, first] = await Promise.all([
    countWaiting({ sql }, { tenantId, id }),
    sql<{ id: string }>(NEXT, [tenantId, id]),
  ]);
  const ids = first.map((row) => row.id);
  const byId = new Map((await readDeliveries({ sql }, tenantId, ids)).map((delivery) => [delivery.id, delivery]));
  return { waiting, next: ids.flatMap((own) => byId.get(own) ?? []), limitedTo: webhook.limitedTo };
};

const RATE = `
SELECT least(rate_limit_per_second, CASE WHEN draining_until > now() THEN ${DRAIN_PER_SECOND} END) AS "limitedTo"
FROM webhook_subscription WHERE tenant_id = $1 AND id = $2 AND mode = coalesce($3, mode) AND deleted_at IS NULL`;

const NEXT = `
SELECT d.id FROM webhook_delivery d WHERE d.tenant_id = $1 AND d.subscription_id = $2 AND ${IS_WAITING}
ORDER BY d.due_at, d.id LIMIT ${SHOWN}`;

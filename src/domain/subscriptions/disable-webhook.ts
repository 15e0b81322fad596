import type { Deps } from "#domain/context.ts";

/**
 * Switches a webhook off by ourselves and cancels what waits for it, in one statement: webhook first, then deliveries in id
 * order, as everywhere. One that is off already keeps its reason; safe to repeat. The caller announces the change.
 */
export const disableWebhook = async (
  { sql }: Pick<Deps, "sql">,
  { subscriptionId, reason }: { subscriptionId: string; reason: "gone" | "receiver_request" | "failing" },
): Promise<void> => {
  await sql(DISABLE, [subscriptionId, reason]);
};

const DISABLE = `
WITH disabled AS (
  UPDATE webhook_subscription SET active = false, disabled_reason = $2, updated_at = now()
  WHERE id = $1 AND active AND deleted_at IS NULL
  RETURNING id
), waiting AS (
  SELECT d.id, d.status IN ('pending', 'retrying') AS is_open
  FROM webhook_delivery d JOIN disabled ON disabled.id = d.subscription_id
  WHERE NOT d.test AND d.due_at IS NOT NULL AND (d.lease_token IS NULL OR starts_with(d.lease_token, 'batch_'))
  ORDER BY d.id FOR NO KEY UPDATE OF d
)
UPDATE webhook_delivery d SET
  status = CASE WHEN is_open THEN 'canceled' ELSE d.status END,
  reason = CASE WHEN is_open THEN 'webhook_disabled' ELSE d.reason END,
  due_at = NULL, lease_token = NULL, next_trigger = 'automatic'
FROM waiting WHERE d.id = waiting.id`;

import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";

type Tried = { deliveryId: string | null; isRunning: boolean };

/**
 * Makes the oldest waiting delivery of a paused webhook its probe at once; a success ends the pause.
 * `conflict`: the webhook is not paused, no delivery waits, or an attempt is running; `not_found`.
 */
export const tryWebhookNow = async (
  deps: Pick<Deps, "db" | "sql" | "secrets" | "publish">,
  actor: Actor,
  { id }: { id: string },
): Promise<WebhookView> => {
  const webhook = await getWebhook(deps, actor, { id });
  const { tenantId } = actor;
  const [tried] = webhook.health === "paused" ? await deps.sql<Tried>(TRY_NOW, [tenantId, id]) : [];
  if (!tried) throw new DomainError("conflict", "This webhook is not paused: what is due is sent by itself.");
  if (tried.isRunning) throw new DomainError("conflict", "An attempt is running. Wait until it has ended.");
  if (!tried.deliveryId) throw new DomainError("conflict", "Nothing is waiting. Send a test instead.");
  deps.publish({ channel: "deliveries", deliveryId: tried.deliveryId }, { channel: "tenant", tenantId });
  return getWebhook(deps, actor, { id });
};

/** Locks the webhook, then its delivery. The delivery stays the oldest, because the gate lets only the oldest through. */
const TRY_NOW = `
WITH webhook AS (
  SELECT id FROM webhook_subscription
  WHERE tenant_id = $1 AND id = $2 AND active AND deleted_at IS NULL AND probes IS NOT NULL FOR NO KEY UPDATE
), running AS (
  SELECT d.id FROM webhook_delivery d JOIN webhook ON webhook.id = d.subscription_id
  WHERE d.due_at > now() AND NOT d.test AND d.lease_token IS NOT NULL LIMIT 1
), oldest AS (
  SELECT d.id FROM webhook_delivery d JOIN webhook ON webhook.id = d.subscription_id
  WHERE d.due_at IS NOT NULL AND d.lease_token IS NULL AND NOT d.test AND NOT EXISTS (SELECT FROM running)
  ORDER BY d.due_at LIMIT 1 FOR NO KEY UPDATE OF d SKIP LOCKED
), moved AS (
  UPDATE webhook_delivery d SET due_at = least(d.due_at, now()) FROM oldest WHERE d.id = oldest.id
), gate AS (
  UPDATE webhook_subscription s SET gate_at = now() FROM webhook, oldest WHERE s.id = webhook.id
)
SELECT (SELECT id FROM oldest) AS "deliveryId", EXISTS (SELECT FROM running) AS "isRunning" FROM webhook`;

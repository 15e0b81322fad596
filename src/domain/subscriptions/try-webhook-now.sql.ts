import { statement } from "#domain/sql/statement.ts";

/** Locks the webhook before its delivery. */
export const TRY_NOW = statement(
  { tenantId: "text", id: "text" },
  ({ tenantId, id }) => `
WITH webhook AS (
  SELECT id, sending_paused(tenant_id, id, url) AS is_paused FROM webhook_subscription
  WHERE tenant_id = ${tenantId} AND id = ${id} AND active AND deleted_at IS NULL AND probes IS NOT NULL FOR NO KEY UPDATE
), running AS (
  SELECT d.id FROM webhook_delivery d JOIN webhook ON webhook.id = d.subscription_id
  WHERE d.due_at > now() AND NOT d.test AND d.lease_token IS NOT NULL LIMIT 1
), oldest AS (
  SELECT d.id FROM webhook_delivery d JOIN webhook ON webhook.id = d.subscription_id
  WHERE d.due_at IS NOT NULL AND d.lease_token IS NULL AND NOT d.test AND d.order_head IS NOT FALSE
    AND NOT EXISTS (SELECT FROM running) AND NOT webhook.is_paused
  ORDER BY d.due_at LIMIT 1 FOR NO KEY UPDATE OF d SKIP LOCKED
), moved AS (
  UPDATE webhook_delivery d SET due_at = least(d.due_at, now()) FROM oldest WHERE d.id = oldest.id
), gate AS (
  UPDATE webhook_subscription s SET gate_at = now() FROM webhook, oldest WHERE s.id = webhook.id
)
SELECT (SELECT id FROM oldest) AS "deliveryId", EXISTS (SELECT FROM running) AS "isRunning",
  is_paused AS "isSendingPaused" FROM webhook`,
);

import { statement } from "#domain/sql/statement.ts";
import { bodySize, uncountSql } from "#domain/storage/stored-bodies.ts";

/** Locks in the common order: erasure, outbox, events, deliveries, attempts, storage, search. */
export const ERASE = statement(
  {
    tenantId: "text",
    sourceIds: "text[]",
    customerId: "text",
    erasureId: "text",
    after: "text",
    next: "text",
    settleAfterMs: "float8",
  },
  ({ tenantId, sourceIds, customerId, erasureId, after, next, settleAfterMs }) => `
WITH walk AS MATERIALIZED (
  SELECT id FROM webhook_erasure WHERE id = ${erasureId} AND cursor = ${after} AND customer_id IS NOT NULL FOR NO KEY UPDATE
), waiting AS MATERIALIZED (
  SELECT event_id FROM webhook_outbox WHERE tenant_id = ${tenantId} AND event_id = ANY(${sourceIds})
    AND (${erasureId} IS NULL OR EXISTS (SELECT FROM walk)) ORDER BY event_id FOR UPDATE
), chosen AS (
  SELECT id, erased_at IS NULL AND source_event_id IS NULL AS is_new FROM webhook_event
  WHERE tenant_id = ${tenantId} AND (id = ANY(${sourceIds}) OR source_event_id = ANY(${sourceIds}))
    AND (${erasureId} IS NULL OR EXISTS (SELECT FROM walk)) AND (SELECT count(*) FROM waiting) >= 0
  ORDER BY id FOR NO KEY UPDATE
), event AS (
  UPDATE webhook_event e SET erased_at = coalesce(e.erased_at, now()), resource_id = NULL,
    status = CASE WHEN e.status = 'scheduled' THEN 'canceled' ELSE e.status END,
    rejected_reason = CASE WHEN e.status = 'scheduled' THEN 'erased' END,
    external_id = CASE WHEN ${customerId} <> '' AND strpos(e.external_id, ${customerId}) > 0 THEN NULL ELSE e.external_id END
  FROM chosen WHERE e.id = chosen.id
  RETURNING e.id
), outbox AS (
  DELETE FROM webhook_outbox o USING event WHERE o.tenant_id = ${tenantId} AND o.event_id = event.id
), payload AS (
  DELETE FROM webhook_payload r USING event WHERE r.event_id = event.id
  RETURNING 'webhook_payload' AS table_name, r.event_id AS key, r.tenant_id, ${bodySize("webhook_payload")} AS bytes
), variant AS (
  DELETE FROM webhook_variant r USING event WHERE r.event_id = event.id
  RETURNING 'webhook_variant' AS table_name, r.event_id AS key, r.tenant_id, ${bodySize("webhook_variant")} AS bytes
), search AS (
  DELETE FROM webhook_search_event r USING event WHERE r.event_id = event.id
), held AS (
  SELECT d.id, d.status IN ('pending', 'retrying') AS was_open,
    d.due_at IS NOT NULL AND d.lease_token IS NULL AS is_waiting
  FROM webhook_delivery d JOIN event ON event.id = d.event_id ORDER BY d.id FOR NO KEY UPDATE OF d
), canceled AS (
  UPDATE webhook_delivery d SET status = CASE WHEN was_open THEN 'canceled' ELSE d.status END,
    reason = CASE WHEN was_open THEN 'erased' ELSE d.reason END,
    due_at = NULL, next_trigger = 'automatic', requested_by = NULL
  FROM held WHERE d.id = held.id AND held.is_waiting
), body AS (
  DELETE FROM webhook_delivery_body r USING held WHERE r.delivery_id = held.id
  RETURNING 'webhook_delivery_body' AS table_name, r.delivery_id AS key, r.tenant_id,
    ${bodySize("webhook_delivery_body")} AS bytes
), exchange AS (
  DELETE FROM webhook_exchange r USING webhook_attempt a, held WHERE a.delivery_id = held.id AND r.attempt_id = a.id
  RETURNING 'webhook_exchange' AS table_name, r.attempt_id AS key, r.tenant_id, ${bodySize("webhook_exchange")} AS bytes
), gone AS (
  SELECT * FROM payload UNION ALL SELECT * FROM variant UNION ALL SELECT * FROM body UNION ALL SELECT * FROM exchange
), ${uncountSql("gone", { isOfOneTenant: true })}, fresh AS (
  SELECT count(*)::int AS count FROM event JOIN chosen USING (id) WHERE is_new
), moved AS (
  UPDATE webhook_erasure w SET cursor = ${next}, erased = w.erased + fresh.count,
    customer_id = CASE WHEN ${settleAfterMs} IS NULL THEN w.customer_id END,
    due_at = CASE WHEN ${settleAfterMs} IS NULL THEN w.due_at ELSE now() + ${settleAfterMs} * interval '1 millisecond' END
  FROM walk, fresh WHERE w.id = walk.id RETURNING w.erased
)
SELECT fresh.count, moved.erased FROM fresh LEFT JOIN moved ON true`,
);

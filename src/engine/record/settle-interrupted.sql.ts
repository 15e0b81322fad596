import { storeFailedEvents } from "#engine/record/failed-delivery-events.ts";

/** SQL: whether an attempt is over without an answer: its lease has run out, or the process that holds it says so. */
const ended = (heldBy: string) =>
  `due_at IS NOT NULL AND lease_token = coalesce(${heldBy}, lease_token) AND (due_at <= now() OR ${heldBy} IS NOT NULL)`;

/** Reads the named deliveries first, so that the index of due rows is not searched for them. */
export const HELD = `
WITH named AS MATERIALIZED (SELECT * FROM webhook_delivery WHERE id = ANY($1))
SELECT d.id AS "deliveryId", d.tenant_id AS "tenantId", d.subscription_id AS "subscriptionId", d.event_id AS "eventId", d.event,
  d.attempts AS number, d.status, d.test, d.failures, d.interruptions, s.url, s.description
FROM named d JOIN webhook_subscription s ON s.id = d.subscription_id
WHERE ${ended("$2")} AND d.attempts = coalesce($3, d.attempts) ORDER BY d.id`;

const settleStatement = (more: string) => `
WITH seen AS (
  SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::int[], $6::float8[], $9::text[])
    AS s(id, attempts, status, failures, interruptions, due_in_ms, attempt_id)
), held AS (
  SELECT d.* FROM webhook_delivery d JOIN seen s ON s.id = d.id AND s.attempts = d.attempts
  WHERE ${ended("$7")}
  ORDER BY d.id FOR NO KEY UPDATE OF d
), attempt AS (
  INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, requested_by, url, outcome, started_at, ended_at,
    error_code, error_message)
  SELECT s.attempt_id, h.tenant_id, h.id, h.attempts, h.next_trigger, h.requested_by, w.url, 'interrupted', coalesce(h.last_attempt_at, now()), now(),
    'interrupted', $8
  FROM held h JOIN seen s USING (id) JOIN webhook_subscription w ON w.id = h.subscription_id
  ON CONFLICT (delivery_id, number) DO NOTHING
), delivery AS (
  UPDATE webhook_delivery d SET status = s.status, failures = s.failures, interruptions = s.interruptions, lease_token = NULL,
    reason = CASE WHEN s.status = 'failed' AND d.status <> 'failed' THEN 'interrupted' ELSE d.reason END,
    due_at = now() + s.due_in_ms * interval '1 millisecond',
    next_trigger = CASE WHEN s.due_in_ms IS NULL THEN 'automatic' ELSE d.next_trigger END,
    requested_by = CASE WHEN s.due_in_ms IS NULL THEN NULL ELSE d.requested_by END
  FROM held JOIN seen s USING (id) WHERE d.id = held.id RETURNING d.id, d.attempts AS number
)${more}
SELECT id FROM delivery`;

export const SETTLE = settleStatement("");
export const SETTLE_AND_NOTIFY = settleStatement(`, ${storeFailedEvents(10)}`);

import { storeFailedEvents } from "#engine/record/failed-delivery-events.ts";

const RESULT = `result AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::int[],
    $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::int[], $15::text[], $16::text[], $17::text[], $18::text[],
    $19::bytea[], $20::bool[], $21::text[], $22::text[], $23::int[], $24::float8[], $25::bool[])
  AS r(attempt_id, delivery_id, tenant_id, number, lease_token, url, outcome, ended_at, duration_ms, dns_ms, connect_ms, tls_ms,
    first_byte_ms, response_status, error_code, error_message, request_headers, response_headers, response_body,
    response_truncated, status, reason, failures, due_in_ms, resent_on_new_connection)
)`;

const EXCHANGE = `INSERT INTO webhook_exchange (attempt_id, tenant_id, request_headers, response_headers, response_body, response_truncated)
  SELECT a.id, r.tenant_id, r.request_headers, r.response_headers, r.response_body, r.response_truncated
  FROM result r JOIN attempt a ON a.delivery_id = r.delivery_id AND a.number = r.number
  ON CONFLICT (attempt_id) DO NOTHING`;

/**
 * Writes the row of an attempt once, when it has ended. Locks deliveries first, in id order: unordered groups deadlock. A result
 * counts only for the attempt that holds its delivery, and only where that attempt has no row yet.
 */
const recordStatement = (more: string) => `
WITH ${RESULT}, held AS (
  SELECT d.id, r.attempt_id, d.next_trigger, d.requested_by, d.last_attempt_at FROM webhook_delivery d JOIN result r ON r.delivery_id = d.id
  WHERE d.attempts = r.number AND d.lease_token = r.lease_token ORDER BY d.id FOR NO KEY UPDATE OF d
), attempt AS (
  INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, requested_by, url, outcome, started_at, ended_at,
    duration_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, response_status, error_code, error_message, resent_on_new_connection)
  SELECT r.attempt_id, r.tenant_id, r.delivery_id, r.number, held.next_trigger, held.requested_by, r.url, r.outcome,
    held.last_attempt_at, r.ended_at, r.duration_ms, r.dns_ms, r.connect_ms, r.tls_ms, r.first_byte_ms, r.response_status,
    r.error_code, r.error_message, r.resent_on_new_connection
  FROM held JOIN result r USING (attempt_id)
  ON CONFLICT (delivery_id, number) DO NOTHING
  RETURNING id, delivery_id, number
), exchange AS (
  ${EXCHANGE}
), delivery AS (
  UPDATE webhook_delivery d SET status = r.status, reason = r.reason, failures = r.failures, interruptions = 0,
    due_at = now() + r.due_in_ms * interval '1 millisecond', lease_token = NULL, next_trigger = 'automatic', requested_by = NULL,
    delivered_at = CASE WHEN r.outcome = 'delivered' THEN coalesce(d.delivered_at, now()) ELSE d.delivered_at END
  FROM attempt a JOIN result r ON r.attempt_id = a.id WHERE d.id = a.delivery_id
  RETURNING r.attempt_id, d.id, r.number, d.subscription_id, d.due_at
)${more}
SELECT d.attempt_id AS "attemptId", d.due_at AS "dueAt",
  s.consecutive_failures > 0 OR s.probes IS NOT NULL AS "isFailing"
FROM delivery d JOIN webhook_subscription s ON s.id = d.subscription_id`;

/** Attempts that lost their lease: complete their own `interrupted` row only. Another worker owns the delivery. */
export const COMPLETE = `
WITH ${RESULT}, attempt AS (
  UPDATE webhook_attempt a SET outcome = r.outcome, ended_at = r.ended_at, duration_ms = r.duration_ms, dns_ms = r.dns_ms,
    connect_ms = r.connect_ms, tls_ms = r.tls_ms, first_byte_ms = r.first_byte_ms, response_status = r.response_status,
    error_code = r.error_code, error_message = r.error_message, url = r.url,
    resent_on_new_connection = r.resent_on_new_connection
  FROM result r WHERE a.delivery_id = r.delivery_id AND a.number = r.number AND a.outcome = 'interrupted'
  RETURNING a.id, a.delivery_id, a.number
)
${EXCHANGE}`;

export const RECORD = recordStatement("");

export const RECORD_AND_NOTIFY = recordStatement(`, ${storeFailedEvents(26)}`);

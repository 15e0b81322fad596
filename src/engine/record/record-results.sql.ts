import { HELD_UNTIL } from "#domain/order-lane.ts";
import { type RowsSql, rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { FAILED_EVENTS, storeFailedEvents } from "#engine/record/failed-delivery-events.ts";

export type ResultRow = {
  attemptId: string;
  deliveryId: string;
  tenantId: string;
  number: number;
  leaseToken: string;
  url: string;
  outcome: "delivered" | "failed";
  endedAt: Date;
  durationMs: number;
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
  responseStatus: number | null;
  errorCode: string | null;
  errorMessage: string | null;
  exchange: Uint8Array;
  responseBody: Uint8Array | null;
  responseTruncated: boolean;
  status: string;
  reason: string | null;
  failures: number;
  dueInMs: number | null;
  resentOnNewConnection: boolean;
};

const RESULTS = rowsOf<ResultRow>({
  attemptId: "text",
  deliveryId: "text",
  tenantId: "text",
  number: "int",
  leaseToken: "text",
  url: "text",
  outcome: "text",
  endedAt: "timestamptz",
  durationMs: "int",
  dnsMs: "float8",
  connectMs: "float8",
  tlsMs: "float8",
  firstByteMs: "float8",
  responseStatus: "int",
  errorCode: "text",
  errorMessage: "text",
  exchange: "bytea",
  responseBody: "bytea",
  responseTruncated: "bool",
  status: "text",
  reason: "text",
  failures: "int",
  dueInMs: "float8",
  resentOnNewConnection: "bool",
});

type ResultsSql = RowsSql<"exchange" | "responseBody">;

/** Leaves columns of headers empty, which only rows of older releases have. */
const insertExchange = (results: ResultsSql) => `
  INSERT INTO webhook_exchange (attempt_id, tenant_id, request_headers, packed, response_body, response_truncated)
  SELECT a.id, r.tenant_id, '', ${results.bytes("exchange", "r")}, ${results.bytes("responseBody", "r")}, r.response_truncated
  FROM result r JOIN attempt a ON a.delivery_id = r.delivery_id AND a.number = r.number
  ON CONFLICT (attempt_id) DO NOTHING`;

/**
 * Locks deliveries in id order, because unordered groups deadlock. A result counts only for the attempt that holds the lease of its
 * delivery and has no row yet. A resend that overtook its lane waits there for its next attempt.
 */
const recordSql = (results: ResultsSql, more = "") => `
WITH result AS (
  SELECT * FROM ${results.as("r")}
), held AS (
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
), exchange AS (${insertExchange(results)}
), delivery AS (
  UPDATE webhook_delivery d SET status = r.status, reason = r.reason, failures = r.failures, interruptions = 0,
    due_at = CASE WHEN d.order_head IS FALSE AND r.due_in_ms IS NOT NULL THEN ${HELD_UNTIL}
      ELSE now() + r.due_in_ms * interval '1 millisecond' END, lease_token = NULL, next_trigger = 'automatic', requested_by = NULL,
    own_run = CASE WHEN d.order_head IS FALSE THEN NULL ELSE d.own_run END,
    last_http_status = r.response_status, last_error_code = r.error_code,
    delivered_at = CASE WHEN r.outcome = 'delivered' THEN coalesce(d.delivered_at, now()) ELSE d.delivered_at END
  FROM attempt a JOIN result r ON r.attempt_id = a.id WHERE d.id = a.delivery_id
  RETURNING r.attempt_id, d.id, r.number, d.subscription_id, d.due_at
)${more}
SELECT d.attempt_id AS "attemptId", nullif(d.due_at, ${HELD_UNTIL}) AS "dueAt",
  s.consecutive_failures > 0 OR s.probes IS NOT NULL AS "isFailing"
FROM delivery d JOIN webhook_subscription s ON s.id = d.subscription_id`;

/**
 * Completes the `interrupted` row of an attempt that lost its lease. Another worker owns the delivery: only the response that
 * the log shows changes there, and only while no further attempt began.
 */
export const COMPLETE = statement(
  { results: RESULTS },
  ({ results }) => `
WITH result AS (
  SELECT * FROM ${results.as("r")}
), attempt AS (
  UPDATE webhook_attempt a SET outcome = r.outcome, ended_at = r.ended_at, duration_ms = r.duration_ms, dns_ms = r.dns_ms,
    connect_ms = r.connect_ms, tls_ms = r.tls_ms, first_byte_ms = r.first_byte_ms, response_status = r.response_status,
    error_code = r.error_code, error_message = r.error_message, url = r.url,
    resent_on_new_connection = r.resent_on_new_connection
  FROM result r WHERE a.delivery_id = r.delivery_id AND a.number = r.number AND a.outcome = 'interrupted'
  RETURNING a.id, a.delivery_id, a.number
), newest AS (
  SELECT d.id FROM webhook_delivery d JOIN attempt a ON a.delivery_id = d.id AND a.number = d.attempts
  ORDER BY d.id FOR NO KEY UPDATE OF d
), shown AS (
  UPDATE webhook_delivery d SET last_http_status = r.response_status, last_error_code = r.error_code
  FROM newest JOIN result r ON r.delivery_id = newest.id WHERE d.id = newest.id
)${insertExchange(results)}`,
);

export const RECORD = statement({ results: RESULTS }, ({ results }) => recordSql(results));

export const RECORD_AND_NOTIFY = statement({ results: RESULTS, failed: FAILED_EVENTS }, ({ results, failed }) =>
  recordSql(results, `, ${storeFailedEvents(failed)}`),
);

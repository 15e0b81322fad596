import { REDACTION_MARK } from "#domain/deliveries/body-variant.ts";
import { isManualSql } from "#domain/deliveries/is-manual.ts";
import { DRAIN_PER_SECOND } from "#domain/fairness.ts";
import { isSendingPaused } from "#domain/pauses/sending-paused.ts";
import { storedBodySql } from "#domain/payload-body.ts";
import { statement } from "#domain/sql/statement.ts";

/** Slots of this time may pass at once, so that a high rate needs no timer for each slot. */
const BURST_MS = 100;

const PARAMETERS = { deliveryIds: "text[]", leaseToken: "text", leaseMs: "float8" } as const;

/** @param traceParent SQL of a claim `c` */
const claimSql = (
  { deliveryIds, leaseToken, leaseMs }: Record<keyof typeof PARAMETERS, string>,
  traceParent: string,
) => `
WITH due AS (
  SELECT d.id, d.subscription_id, d.status, d.next_trigger, d.requested_by, d.due_at, s.url, s.description, s.secret,
    s.previous_secret, s.previous_secret_expires_at, s.headers, s.probes, coalesce(b.body, v.body, ${storedBodySql("p")}) AS body,
    CASE WHEN b.delivery_id IS NULL AND v.event_id IS NULL THEN s.redact ELSE '{}' END AS redact,
    CASE WHEN b.delivery_id IS NULL AND v.event_id IS NULL
      THEN nullif(split_part(d.variant, '${REDACTION_MARK}', 1), '') END AS convert_to,
    CASE WHEN p.event_id IS NULL THEN 'payload_expired'
      WHEN d.test OR (s.active AND s.deleted_at IS NULL) THEN NULL
      WHEN s.deleted_at IS NOT NULL THEN 'webhook_deleted'
      WHEN s.disabled_reason = 'by_user' THEN 'webhook_inactive' ELSE 'webhook_disabled' END AS cancel_reason,
    least(s.rate_limit_per_second, CASE WHEN s.draining_until > now() THEN ${DRAIN_PER_SECOND} END) AS rate,
    NOT d.test AND (s.probes IS NOT NULL OR s.rate_limit_per_second IS NOT NULL OR coalesce(s.draining_until > now(), false)) AS is_gated
  FROM webhook_delivery d JOIN webhook_subscription s ON s.id = d.subscription_id
    LEFT JOIN webhook_payload p ON p.event_id = d.event_id
    LEFT JOIN webhook_delivery_body b ON b.delivery_id = d.id
    LEFT JOIN webhook_variant v ON v.event_id = d.event_id AND v.variant = d.variant
      AND (s.redact = '{}' OR strpos(d.variant, '${REDACTION_MARK}') > 0)
  WHERE d.id = ANY(${deliveryIds}) AND d.due_at <= now() AND d.lease_token IS NULL AND NOT ${isSendingPaused("s")}
  ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED
), canceled AS (
  UPDATE webhook_delivery d SET status = CASE WHEN d.status IN ('pending', 'retrying') THEN 'canceled' ELSE d.status END,
    reason = CASE WHEN d.status IN ('pending', 'retrying') THEN due.cancel_reason ELSE d.reason END,
    due_at = NULL, next_trigger = 'automatic', requested_by = NULL
  FROM due WHERE d.id = due.id AND due.cancel_reason IS NOT NULL
), gate AS (
  UPDATE webhook_subscription s SET gate_at = CASE WHEN s.probes IS NOT NULL THEN now() + ${leaseMs} * interval '1 millisecond'
    ELSE greatest(s.gate_at, now() - greatest(interval '0', ${BURST_MS} * interval '1 millisecond' - interval '1 second' / first.rate))
      + interval '1 second' / first.rate END
  FROM (
    SELECT DISTINCT ON (subscription_id) id, subscription_id, next_trigger, requested_by, due_at, rate FROM due
    WHERE is_gated AND cancel_reason IS NULL ORDER BY subscription_id, ${isManualSql("due")} DESC, due_at
  ) first
  WHERE s.id = first.subscription_id AND CASE WHEN s.probes IS NULL THEN coalesce(s.gate_at <= now(), true)
    ELSE ${isManualSql("first")} OR (s.gate_at <= now() AND NOT EXISTS (
      SELECT FROM (SELECT FROM webhook_delivery o WHERE o.subscription_id = ANY (ARRAY[s.id]) AND o.due_at < first.due_at
        AND o.lease_token IS NULL ORDER BY o.subscription_id, o.due_at LIMIT 1) older)) END
  RETURNING first.id
), passed AS (
  SELECT due.* FROM due WHERE cancel_reason IS NULL AND (NOT is_gated OR id IN (SELECT id FROM gate))
), claimed AS (
  UPDATE webhook_delivery d SET attempts = d.attempts + 1, lease_token = ${leaseToken}, last_attempt_at = now(),
    due_at = now() + ${leaseMs} * interval '1 millisecond'
  FROM passed WHERE d.id = passed.id
  RETURNING d.id, d.tenant_id, d.mode, d.event_id, d.event, d.attempts, d.failures, d.test, d.created_at, d.order_lane
)
SELECT c.id AS "deliveryId", c.tenant_id AS "tenantId", c.mode, p.subscription_id AS "subscriptionId", c.event_id AS "eventId",
  c.event, c.attempts AS "number", c.failures, c.test, c.created_at AS "createdAt", p.status, p.next_trigger AS "trigger",
  p.url, p.description, p.secret, p.previous_secret AS "previousSecret", p.previous_secret_expires_at AS "previousSecretExpiresAt",
  p.headers AS "customHeaders", p.probes IS NOT NULL AS "isProbe", p.body, p.redact, p.convert_to AS "convertTo",
  c.order_lane::text AS "orderLane", ${traceParent} AS "traceParent"
FROM claimed c JOIN passed p USING (id)`;

export const CLAIM = statement(PARAMETERS, (sql) => claimSql(sql, "NULL"));

/** Reads the event of each delivery too, which no claim needs while tracing is off. */
export const CLAIM_TRACED = statement(PARAMETERS, (sql) =>
  claimSql(sql, "(SELECT e.trace_parent FROM webhook_event e WHERE e.id = c.event_id)"),
);

import { STUCK_COUNT_MAX } from "#domain/operator/stuck.schema.ts";
import { isSendingPaused } from "#domain/pauses/sending-paused.ts";
import { statement } from "#domain/sql/statement.ts";
import { walkDistinct, walkDueWebhooks } from "#domain/sql/walk-distinct.ts";
import { hostSql } from "#domain/subscriptions/place.ts";

const SILENT_SECONDS = 10;

const PARAMETERS = {
  after: "text",
  limit: "bigint",
  minAgeSeconds: "int",
  tenantId: "text",
  reasons: "text[]",
} as const;

const NO_WORKER = `NOT EXISTS (SELECT FROM worker_heartbeat WHERE role = 'worker' AND seen_at > now() - interval '${SILENT_SECONDS} seconds')`;

const before = (minAgeSeconds: string) => `now() - ${minAgeSeconds} * interval '1 second'`;

/** SQL: rows of `from`, up to one more than is counted. */
const counted = (from: string) => `(SELECT count(*)::int FROM (SELECT FROM ${from} LIMIT ${STUCK_COUNT_MAX + 1}) c)`;

/** An event of the outbox is due since it was stored: announcements move the row's own due time. */
export const STUCK_EVENTS = statement(
  PARAMETERS,
  ({ after, limit, minAgeSeconds, tenantId, reasons }) => `
WITH RECURSIVE ${walkDistinct("tenants", {
    table: "webhook_outbox",
    column: "tenant_id",
    where: `NOT scheduled AND tenant_id > ${after}`,
    orderBy: "tenant_id, event_id",
  })}
SELECT t.id AS "tenantId", r.reason, oldest.due_at AS "oldestDueAt", oldest.event_id AS "oldestId",
  ${counted("webhook_outbox o WHERE NOT o.scheduled AND o.tenant_id = t.id")} AS count
FROM tenants t CROSS JOIN LATERAL (
  SELECT o.event_id, (SELECT coalesce(e.due_at, e.created_at) FROM webhook_event e WHERE e.id = o.event_id) AS due_at
  FROM webhook_outbox o WHERE NOT o.scheduled AND o.tenant_id = t.id ORDER BY o.event_id LIMIT 1
) oldest CROSS JOIN (SELECT CASE WHEN ${NO_WORKER} THEN 'no_worker' ELSE 'not_dispatched' END AS reason) r
WHERE t.id IS NOT NULL AND oldest.due_at <= ${before(minAgeSeconds)} AND t.id = coalesce(${tenantId}, t.id)
  AND (${reasons} IS NULL OR r.reason = ANY(${reasons}))
ORDER BY t.id LIMIT ${limit}`,
);

/** Walks from webhook to webhook. `oldest` passes running attempts, whose lease ends in the future. */
export const STUCK_DELIVERIES = statement(
  PARAMETERS,
  ({ after, limit, minAgeSeconds, tenantId, reasons }) => `
WITH RECURSIVE ${walkDueWebhooks("webhooks", `subscription_id > ${after}`)}
SELECT s.tenant_id AS "tenantId", s.id AS "webhookId", ${hostSql("s.url")} AS host, r.reason, oldest.due_at AS "oldestDueAt",
  oldest.id AS "oldestId", ${counted(
    `webhook_delivery d WHERE d.subscription_id = s.id AND d.due_at <= ${before(minAgeSeconds)}`,
  )} AS count
FROM webhooks w JOIN webhook_subscription s ON s.id = w.id
CROSS JOIN LATERAL (
  SELECT d.id, d.due_at, d.lease_token FROM webhook_delivery d
  WHERE d.subscription_id = s.id AND d.due_at <= ${before(minAgeSeconds)} ORDER BY d.due_at LIMIT 1
) oldest CROSS JOIN LATERAL (
  SELECT CASE
    WHEN ${isSendingPaused("s")} THEN CASE WHEN EXISTS (SELECT FROM sending_pause p
      WHERE p.scope = 'tenant:' || s.tenant_id AND p.cause = 'suspension') THEN 'tenant_suspended' ELSE 'paused_by_operator' END
    WHEN s.probes IS NOT NULL THEN 'webhook_paused'
    WHEN ${NO_WORKER} THEN 'no_worker'
    WHEN oldest.lease_token IS NOT NULL THEN 'interrupted'
    WHEN s.rate_limit_per_second IS NOT NULL OR s.draining_until > now() THEN 'rate_limited'
    ELSE 'not_attempted' END AS reason
) r
WHERE w.due_at <= ${before(minAgeSeconds)} AND s.tenant_id = coalesce(${tenantId}, s.tenant_id)
  AND (${reasons} IS NULL OR r.reason = ANY(${reasons}))
ORDER BY s.id LIMIT ${limit}`,
);

import { isSendingPaused } from "#domain/pauses/sending-paused.ts";
import { TENANTS_WITH_EVENTS, WEBHOOKS_WITH_DELIVERIES } from "#domain/sql/walk-distinct.ts";

const SILENT_MS = 10_000;

/**
 * Takes ages from event rows, since announcements move the outbox row's due time. Skips closed gates (paused
 * or rate-limited), paused sending, and the limited rate after it. Each part follows an index: `enable_seqscan=off` compiles full scans.
 */
export const READ_HEALTH = `
WITH RECURSIVE ${TENANTS_WITH_EVENTS}, events AS (
  SELECT (SELECT coalesce(e.due_at, e.created_at) FROM webhook_event e WHERE e.id = oldest.event_id) AS due_at
  FROM tenants t CROSS JOIN LATERAL (
    SELECT event_id FROM webhook_outbox WHERE NOT scheduled AND tenant_id = t.id ORDER BY event_id LIMIT 1) oldest
  UNION ALL
  (SELECT due_at FROM webhook_outbox WHERE scheduled AND due_at <= now() ORDER BY due_at LIMIT 1)
), ${WEBHOOKS_WITH_DELIVERIES}, deliveries AS (
  SELECT oldest.due_at FROM webhooks w CROSS JOIN LATERAL (
    SELECT due_at FROM webhook_delivery d WHERE d.subscription_id = w.id AND d.due_at <= now() ORDER BY d.due_at LIMIT 1) oldest
  WHERE (SELECT (s.gate_at IS NULL OR s.gate_at <= now()) AND NOT coalesce(s.draining_until > now(), false)
    AND NOT ${isSendingPaused("s")} FROM webhook_subscription s WHERE s.id = w.id)
)
SELECT coalesce((SELECT true FROM worker_heartbeat
    WHERE role = 'worker' AND seen_at > now() - ${SILENT_MS} * interval '1 millisecond' ORDER BY id DESC LIMIT 1), false) AS alive,
  extract(epoch FROM now() - least((SELECT min(due_at) FROM events), (SELECT min(due_at) FROM deliveries)))::float8 AS oldest`;

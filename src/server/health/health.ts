import type { Deps } from "#domain/context.ts";
import { SILENT_MS } from "#server/health/heartbeat.ts";

type Part = "ok" | "down";

export type Health = {
  status: Part;
  database: Part;
  worker: Part;
  engine: "inngest" | "embedded";
  /** Seconds that the oldest work has waited without a reason, announced or not; 0 = none. */
  oldestUndeliveredSeconds: number | null;
};

export const readHealth = async ({ sql }: Pick<Deps, "sql">, engine: Health["engine"]): Promise<Health> => {
  try {
    const [row] = await sql<{ alive: boolean; oldest: number | null }>(HEALTH);
    const worker = row?.alive ? "ok" : "down";
    return { status: worker, database: "ok", worker, engine, oldestUndeliveredSeconds: Math.round(row?.oldest ?? 0) };
  } catch {
    return { status: "down", database: "down", worker: "down", engine, oldestUndeliveredSeconds: null };
  }
};

/**
 * Events: walks the outbox by tenant, oldest event first; scheduled ones count once due. An announcement moves the
 * row's due time, so the event's own time tells how long it waits. Deliveries: walks the waiting webhooks, oldest due
 * delivery first; a closed gate (paused, limited) is a reason to wait. Each part follows an index: with
 * `enable_seqscan` off, a full scan has the statement compiled.
 */
const HEALTH = `
WITH RECURSIVE tenants AS (
  (SELECT tenant_id FROM webhook_outbox WHERE NOT scheduled ORDER BY tenant_id, event_id LIMIT 1)
  UNION ALL
  SELECT (SELECT o.tenant_id FROM webhook_outbox o WHERE NOT o.scheduled AND o.tenant_id > t.tenant_id
    ORDER BY o.tenant_id, o.event_id LIMIT 1)
  FROM tenants t WHERE t.tenant_id IS NOT NULL
), events AS (
  SELECT (SELECT coalesce(e.due_at, e.created_at) FROM webhook_event e WHERE e.id = oldest.event_id) AS due_at
  FROM tenants t CROSS JOIN LATERAL (
    SELECT event_id FROM webhook_outbox WHERE NOT scheduled AND tenant_id = t.tenant_id ORDER BY event_id LIMIT 1) oldest
  UNION ALL
  (SELECT due_at FROM webhook_outbox WHERE scheduled AND due_at <= now() ORDER BY due_at LIMIT 1)
), webhooks AS (
  (SELECT subscription_id AS id FROM webhook_delivery WHERE due_at IS NOT NULL ORDER BY subscription_id, due_at LIMIT 1)
  UNION ALL
  SELECT (SELECT d.subscription_id FROM webhook_delivery d WHERE d.due_at IS NOT NULL AND d.subscription_id > w.id
    ORDER BY d.subscription_id, d.due_at LIMIT 1)
  FROM webhooks w WHERE w.id IS NOT NULL
), deliveries AS (
  SELECT oldest.due_at FROM webhooks w CROSS JOIN LATERAL (
    SELECT due_at FROM webhook_delivery d WHERE d.subscription_id = w.id AND d.due_at <= now() ORDER BY d.due_at LIMIT 1) oldest
  WHERE (SELECT s.gate_at IS NULL OR s.gate_at <= now() FROM webhook_subscription s WHERE s.id = w.id)
)
SELECT coalesce((SELECT true FROM worker_heartbeat
    WHERE role = 'worker' AND seen_at > now() - ${SILENT_MS} * interval '1 millisecond' ORDER BY id DESC LIMIT 1), false) AS alive,
  extract(epoch FROM now() - least((SELECT min(due_at) FROM events), (SELECT min(due_at) FROM deliveries)))::float8 AS oldest`;

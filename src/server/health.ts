import type { Deps } from "#domain/context.ts";
import { SILENT_MS } from "#server/heartbeat.ts";

type Part = "ok" | "down";

export type Health = {
  status: Part;
  database: Part;
  worker: Part;
  engine: "inngest" | "embedded";
  /** Age of the oldest work that is due and that nobody has begun, in seconds; 0 = none. */
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

/** Due deliveries that are looked at, oldest first. */
const LOOKED_AT = 500;

/**
 * Events: the tenants that have any in the outbox by walking its key, one probe each; scheduled ones once they are due.
 * Deliveries: those of a webhook whose gate is shut (paused, limited) wait on purpose, and are stepped over within the oldest
 * few hundred.
 * Each part follows an index: with `enable_seqscan` off, one table that is read whole has the statement compiled.
 */
const HEALTH = `
WITH RECURSIVE tenants AS (
  (SELECT tenant_id FROM webhook_outbox WHERE NOT scheduled ORDER BY tenant_id, event_id LIMIT 1)
  UNION ALL
  SELECT (SELECT o.tenant_id FROM webhook_outbox o WHERE NOT o.scheduled AND o.tenant_id > t.tenant_id
    ORDER BY o.tenant_id, o.event_id LIMIT 1)
  FROM tenants t WHERE t.tenant_id IS NOT NULL
), events AS (
  SELECT oldest.due_at FROM tenants t CROSS JOIN LATERAL (
    SELECT due_at FROM webhook_outbox WHERE NOT scheduled AND tenant_id = t.tenant_id AND due_at <= now()
    ORDER BY event_id LIMIT 1) oldest
  UNION ALL
  (SELECT due_at FROM webhook_outbox WHERE scheduled AND due_at <= now() ORDER BY due_at LIMIT 1)
), deliveries AS (
  SELECT d.due_at FROM (
    SELECT subscription_id, due_at FROM webhook_delivery WHERE due_at <= now() AND lease_token IS NULL
    ORDER BY due_at LIMIT ${LOOKED_AT}) d
  WHERE (SELECT s.gate_at IS NULL OR s.gate_at <= now() FROM webhook_subscription s WHERE s.id = d.subscription_id)
)
SELECT coalesce((SELECT true FROM worker_heartbeat
    WHERE role = 'worker' AND seen_at > now() - ${SILENT_MS} * interval '1 millisecond' ORDER BY id DESC LIMIT 1), false) AS alive,
  extract(epoch FROM now() - least((SELECT min(due_at) FROM events), (SELECT min(due_at) FROM deliveries)))::float8 AS oldest`;

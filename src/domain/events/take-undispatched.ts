import type { Deps } from "#domain/context.ts";

export type UndispatchedEvent = { eventId: string; tenantId: string; generation: number };

/** How long a taken event is left alone; doubled with each announcement, up to an hour. */
const RETAKE_MS = 20_000;

/**
 * Takes undispatched events that are due, round-robin by tenant, so that an import by one tenant does not delay the others.
 * A taken row is due again later: whoever took it may have died. Raises the generation, because Inngest silently drops an
 * event id that it has seen in the last 24 h.
 */
export const takeUndispatchedEvents = (
  { sql }: Pick<Deps, "sql">,
  { limit }: { limit: number },
): Promise<UndispatchedEvent[]> => sql<UndispatchedEvent>(TAKE, [limit]);

/**
 * How many events were taken and are not dispatched yet, counted up to `max`. Those that will be left alone for long, since
 * they were taken often, do not count: a few that never succeed must not hold up the others. Reads no more than it counts.
 */
export const countTaken = async ({ sql }: Pick<Deps, "sql">, { max }: { max: number }): Promise<number> => {
  const [row] = await sql<{ taken: number }>(COUNT_TAKEN, [max]);
  return row?.taken ?? 0;
};

/**
 * Distinct tenants by walking the index (one probe a tenant), then the oldest events of each. The order names the index of
 * undispatched rows: by tenant alone, a plan made while most rows were undispatched goes through all that ever were.
 */
const TENANTS = `
WITH RECURSIVE tenants AS (
  (SELECT tenant_id FROM webhook_event WHERE dispatch_due_at IS NOT NULL ORDER BY tenant_id, dispatch_due_at LIMIT 1)
  UNION ALL
  SELECT (SELECT e.tenant_id FROM webhook_event e WHERE e.dispatch_due_at IS NOT NULL AND e.tenant_id > t.tenant_id
          ORDER BY e.tenant_id, e.dispatch_due_at LIMIT 1)
  FROM tenants t WHERE t.tenant_id IS NOT NULL
)`;

const COUNT_TAKEN = `${TENANTS}
SELECT count(*)::int AS taken FROM (
  SELECT FROM tenants t CROSS JOIN LATERAL (
    SELECT FROM webhook_event WHERE tenant_id = t.tenant_id AND dispatch_due_at > now()
      AND dispatch_due_at <= now() + ${2 * RETAKE_MS} * interval '1 millisecond' LIMIT $1
  ) e WHERE t.tenant_id IS NOT NULL LIMIT $1
) counted`;

const TAKE = `${TENANTS}, picked AS (
  SELECT e.id FROM tenants t CROSS JOIN LATERAL (
    SELECT id, row_number() OVER (ORDER BY dispatch_due_at, id) AS turn FROM (
      SELECT id, dispatch_due_at FROM webhook_event
      WHERE tenant_id = t.tenant_id AND dispatch_due_at <= now() ORDER BY dispatch_due_at, id
      LIMIT least($1::bigint, 1 + 4 * $1::bigint / (SELECT count(*) FROM tenants))
    ) oldest
  ) e WHERE t.tenant_id IS NOT NULL ORDER BY e.turn, e.id LIMIT $1::bigint
), locked AS (
  SELECT id FROM webhook_event WHERE id IN (SELECT id FROM picked) AND dispatch_due_at <= now()
  ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE webhook_event e SET generation = e.generation + 1,
  dispatch_due_at = now() + ${RETAKE_MS} * interval '1 millisecond' * power(2, least(e.generation, 6))
FROM locked WHERE e.id = locked.id
RETURNING e.id AS "eventId", e.tenant_id AS "tenantId", e.generation`;

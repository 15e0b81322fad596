import type { Deps } from "#domain/context.ts";
import { TENANTS_WITH_EVENTS } from "#domain/sql/walk-distinct.ts";

export type UndispatchedEvent = { eventId: string; tenantId: string; generation: number };

/** How long a taken event is left alone; doubled with each announcement, up to an hour. */
const RETAKE_MS = 20_000;
/** The same for one that could not be announced: as long as Inngest is away, all that waits is taken and given back again and again. */
const GIVEN_BACK_MS = 5_000;

/**
 * Takes undispatched events that are due, round-robin by tenant, so that an import by one tenant does not delay the others.
 * A taken row is due again later: whoever took it may have died. Raises the generation, because Inngest silently drops an
 * event id that it has seen in the last 24 h. Of `busyTenants` nothing is taken. The commit is not waited for: what a crash of
 * PostgreSQL forgets is taken once more.
 */
export const takeUndispatchedEvents = (
  { sql }: Pick<Deps, "sql">,
  { limit, busyTenants = [] }: { limit: number; busyTenants?: readonly string[] },
): Promise<UndispatchedEvent[]> => sql<UndispatchedEvent>(TAKE, [limit, busyTenants]);

/** For what could not be announced: due again in a few seconds, and as if never taken, so that nothing waits longer for it. */
export const giveBackEvents = async (
  { sql }: Pick<Deps, "sql">,
  taken: readonly UndispatchedEvent[],
): Promise<void> => {
  await sql(GIVE_BACK, [
    taken.map(({ tenantId }) => tenantId),
    taken.map(({ eventId }) => eventId),
    taken.map(({ generation }) => generation),
  ]);
};

/**
 * How many events were taken and are not dispatched yet, counted up to `max`. Those that will be left alone for long, since
 * they were taken often, do not count: a few that never succeed must not hold up the others. Reads no more than it counts.
 */
export const countTaken = async ({ sql }: Pick<Deps, "sql">, { max }: { max: number }): Promise<number> => {
  const [row] = await sql<{ taken: number }>(COUNT_TAKEN, [max]);
  return row?.taken ?? 0;
};

/** How long until the next scheduled event falls due, in milliseconds; null = there is none. */
export const nextScheduledInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ waitMs: number }>(NEXT_SCHEDULED);
  return row ? Math.max(0, row.waitMs) : null;
};

/** The oldest are taken first, so that those taken are found at the beginning. */
const COUNT_TAKEN = `WITH RECURSIVE ${TENANTS_WITH_EVENTS}
SELECT count(*)::int AS taken FROM (
  SELECT FROM tenants t CROSS JOIN LATERAL (
    SELECT due_at FROM webhook_outbox WHERE NOT scheduled AND tenant_id = t.id ORDER BY event_id LIMIT 2 * $1::bigint
  ) oldest
  WHERE t.id IS NOT NULL AND due_at > now() AND due_at <= now() + ${2 * RETAKE_MS} * interval '1 millisecond' LIMIT $1::bigint
) counted`;

/** A scheduled event whose time has come is one of its tenant's events from then on. */
const TAKE = `WITH RECURSIVE ${TENANTS_WITH_EVENTS}, fallen_due AS (
  SELECT tenant_id, event_id, row_number() OVER (PARTITION BY tenant_id ORDER BY due_at, event_id) AS turn FROM (
    SELECT tenant_id, event_id, due_at FROM webhook_outbox
    WHERE scheduled AND due_at <= now() AND NOT (tenant_id = ANY($2::text[])) ORDER BY due_at LIMIT 4 * $1::bigint
  ) due
), ready AS (
  SELECT t.id AS tenant_id, oldest.event_id, oldest.turn FROM tenants t CROSS JOIN LATERAL (
    SELECT event_id, row_number() OVER (ORDER BY event_id) AS turn FROM (
      SELECT event_id FROM webhook_outbox WHERE NOT scheduled AND tenant_id = t.id AND due_at <= now() ORDER BY event_id
      LIMIT least($1::bigint, 1 + 4 * $1::bigint / (SELECT count(*) FROM tenants))
    ) due
  ) oldest WHERE t.id IS NOT NULL AND NOT (t.id = ANY($2::text[]))
), picked AS (
  SELECT tenant_id, event_id FROM (
    SELECT tenant_id, event_id, turn FROM ready UNION ALL SELECT tenant_id, event_id, turn FROM fallen_due
  ) work ORDER BY turn, event_id LIMIT $1::bigint
), locked AS (
  SELECT o.tenant_id, o.event_id, o.scheduled FROM webhook_outbox o JOIN picked USING (tenant_id, event_id)
  WHERE o.due_at <= now() ORDER BY o.event_id FOR NO KEY UPDATE OF o SKIP LOCKED
), begun AS (
  UPDATE webhook_event SET status = 'accepted'
  WHERE id = ANY(ARRAY(SELECT event_id FROM locked WHERE scheduled)) AND status = 'scheduled'
), unwaited AS (
  SELECT set_config('synchronous_commit', 'off', true)
)
UPDATE webhook_outbox o SET generation = o.generation + 1, scheduled = false,
  due_at = now() + ${RETAKE_MS} * interval '1 millisecond' * power(2, least(o.generation, 6))
FROM locked CROSS JOIN unwaited WHERE o.tenant_id = locked.tenant_id AND o.event_id = locked.event_id
RETURNING o.event_id AS "eventId", o.tenant_id AS "tenantId", o.generation`;

const NEXT_SCHEDULED = `
SELECT extract(epoch FROM due_at - now())::float8 * 1000 AS "waitMs" FROM webhook_outbox WHERE scheduled ORDER BY due_at LIMIT 1`;

const GIVE_BACK = `
UPDATE webhook_outbox o SET generation = o.generation - 1, due_at = now() + ${GIVEN_BACK_MS} * interval '1 millisecond'
FROM unnest($1::text[], $2::text[], $3::int[]) AS taken(tenant_id, event_id, generation)
WHERE o.tenant_id = taken.tenant_id AND o.event_id = taken.event_id AND o.generation = taken.generation`;

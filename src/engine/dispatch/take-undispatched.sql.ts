/** How long a taken event is left alone; doubled with each announcement, up to an hour. */
const RETAKE_MS = 20_000;
/** How long an event that could not be announced is left alone. An outage of Inngest takes and gives back all that waits. */
const GIVEN_BACK_MS = 5_000;

/**
 * Distinct tenants by walking the key of the outbox, one probe a tenant. The order names the index: a plan made while the table
 * was nearly empty would read all of it.
 */
const TENANTS = `
WITH RECURSIVE tenants AS (
  (SELECT tenant_id FROM webhook_outbox WHERE NOT scheduled ORDER BY tenant_id, event_id LIMIT 1)
  UNION ALL
  SELECT (SELECT o.tenant_id FROM webhook_outbox o WHERE NOT o.scheduled AND o.tenant_id > t.tenant_id
    ORDER BY o.tenant_id, o.event_id LIMIT 1)
  FROM tenants t WHERE t.tenant_id IS NOT NULL
)`;

/** Events are taken oldest first, so taken ones are found at the beginning. */
export const COUNT_TAKEN = `${TENANTS}
SELECT count(*)::int AS taken FROM (
  SELECT FROM tenants t CROSS JOIN LATERAL (
    SELECT due_at FROM webhook_outbox WHERE NOT scheduled AND tenant_id = t.tenant_id ORDER BY event_id LIMIT 2 * $1::bigint
  ) oldest
  WHERE t.tenant_id IS NOT NULL AND due_at > now() AND due_at <= now() + ${2 * RETAKE_MS} * interval '1 millisecond' LIMIT $1::bigint
) counted`;

/** A scheduled event whose time has come competes with the other events of its tenant. */
export const TAKE = `${TENANTS}, fallen_due AS (
  SELECT tenant_id, event_id, row_number() OVER (PARTITION BY tenant_id ORDER BY due_at, event_id) AS turn FROM (
    SELECT tenant_id, event_id, due_at FROM webhook_outbox
    WHERE scheduled AND due_at <= now() AND NOT (tenant_id = ANY($2::text[])) ORDER BY due_at LIMIT 4 * $1::bigint
  ) due
), ready AS (
  SELECT t.tenant_id, oldest.event_id, oldest.turn FROM tenants t CROSS JOIN LATERAL (
    SELECT event_id, row_number() OVER (ORDER BY event_id) AS turn FROM (
      SELECT event_id FROM webhook_outbox WHERE NOT scheduled AND tenant_id = t.tenant_id AND due_at <= now() ORDER BY event_id
      LIMIT least($1::bigint, 1 + 4 * $1::bigint / (SELECT count(*) FROM tenants))
    ) due
  ) oldest WHERE t.tenant_id IS NOT NULL AND NOT (t.tenant_id = ANY($2::text[]))
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

export const NEXT_SCHEDULED = `
SELECT extract(epoch FROM due_at - now())::float8 * 1000 AS "waitMs" FROM webhook_outbox WHERE scheduled ORDER BY due_at LIMIT 1`;

export const GIVE_BACK = `
UPDATE webhook_outbox o SET generation = o.generation - 1, due_at = now() + ${GIVEN_BACK_MS} * interval '1 millisecond'
FROM unnest($1::text[], $2::text[], $3::int[]) AS taken(tenant_id, event_id, generation)
WHERE o.tenant_id = taken.tenant_id AND o.event_id = taken.event_id AND o.generation = taken.generation`;

import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { walkDistinct } from "#domain/sql/walk-distinct.ts";

export type UndispatchedEvent = { eventId: string; tenantId: string; generation: number };

/** Time before a taken event is taken again. Doubles with each announcement: 21 minutes at most. */
export const RETAKE_MS = 20_000;
/** Time before a given-back event is taken again. */
const GIVEN_BACK_MS = 5_000;
export const MARKED_MAX = 1_000;

const READY = "NOT scheduled";
/** Scheduled rows that were marked as due. */
const FALLEN_DUE = "scheduled AND generation > 0";
const NOT_DUE = "scheduled AND generation = 0";

const tenants = (name: string, rows: string) =>
  walkDistinct(name, { table: "webhook_outbox", column: "tenant_id", where: rows, orderBy: "tenant_id, event_id" });

/** SQL: most events that one look reads of a tenant. */
const turnsMax = (walked: string) => `least($1::bigint, 1 + 4 * $1::bigint / (SELECT count(*) FROM ${walked}))`;

/** SQL: the oldest such events of each tenant, since ids sort by time, with their turn within the tenant. */
const oldest = (walked: string, rows: string) => `
  SELECT t.id AS tenant_id, oldest.event_id, oldest.turn, oldest.turn = ${turnsMax(walked)} AS is_last
  FROM ${walked} t CROSS JOIN LATERAL (
    SELECT event_id, row_number() OVER (ORDER BY event_id) AS turn FROM (
      SELECT event_id FROM webhook_outbox WHERE ${rows} AND tenant_id = t.id AND due_at <= now() ORDER BY event_id
      LIMIT ${turnsMax(walked)}
    ) due
  ) oldest WHERE t.id IS NOT NULL AND NOT (t.id = ANY($2::text[]))`;

/** Reads only the oldest rows of each tenant. */
export const COUNT_TAKEN = `WITH RECURSIVE ${tenants("tenants", READY)}
SELECT count(*)::int AS taken FROM (
  SELECT FROM tenants t CROSS JOIN LATERAL (
    SELECT due_at FROM webhook_outbox WHERE NOT scheduled AND tenant_id = t.id ORDER BY event_id LIMIT 2 * $1::bigint
  ) oldest
  WHERE t.id IS NOT NULL AND due_at > now() AND due_at <= now() + ${2 * RETAKE_MS} * interval '1 millisecond' LIMIT $1::bigint
) counted`;

/** SQL: CTE that takes the rows of the CTE `locked`, up to its RETURNING. Its commit does not wait for the disk. */
export const TAKEN = `unwaited AS (
  SELECT set_config('synchronous_commit', 'off', true)
), taken AS (
  UPDATE webhook_outbox o SET generation = o.generation + 1, scheduled = false,
    due_at = now() + ${RETAKE_MS} * interval '1 millisecond' * power(2, least(o.generation, 6))
  FROM locked CROSS JOIN unwaited WHERE o.tenant_id = locked.tenant_id AND o.event_id = locked.event_id`;

/**
 * Takes ready and marked events in turns by tenant, and marks scheduled events that are due. Without the mark, 100,000 reminders of
 * one tenant for one instant would hide the next event of another tenant.
 */
export const TAKE = `
WITH RECURSIVE ${tenants("ready", READY)}, ${tenants("fallen_due", FALLEN_DUE)}, picked AS (
  SELECT tenant_id, event_id, is_last FROM (${oldest("ready", READY)} UNION ALL ${oldest("fallen_due", FALLEN_DUE)}) work
  ORDER BY turn, event_id LIMIT $1::bigint
), locked AS (
  SELECT o.tenant_id, o.event_id, o.scheduled FROM webhook_outbox o JOIN picked USING (tenant_id, event_id)
  WHERE o.due_at <= now() ORDER BY o.event_id FOR NO KEY UPDATE OF o SKIP LOCKED
), begun AS (
  UPDATE webhook_event SET status = 'accepted'
  WHERE id = ANY(ARRAY(SELECT event_id FROM locked WHERE scheduled)) AND status = 'scheduled'
), ${TAKEN}
  RETURNING o.event_id AS "eventId", o.tenant_id AS "tenantId", o.generation
), marked AS (
  UPDATE webhook_outbox SET generation = 1 WHERE (tenant_id, event_id) IN (
    SELECT tenant_id, event_id FROM webhook_outbox WHERE ${NOT_DUE} AND due_at <= now()
    ORDER BY due_at LIMIT ${MARKED_MAX} FOR NO KEY UPDATE SKIP LOCKED)
  RETURNING event_id
)
SELECT taken.*, (SELECT count(*)::int FROM marked) AS marked,
  (SELECT count(*) = $1::bigint OR coalesce(bool_or(is_last), false) FROM picked) AS "isMore",
  (SELECT extract(epoch FROM due_at - now())::float8 * 1000 FROM webhook_outbox WHERE ${NOT_DUE} ORDER BY due_at LIMIT 1)
    AS "nextScheduledInMs"
FROM (SELECT) one LEFT JOIN taken ON true`;

/** Bounds one statement: an Inngest that runs nothing is told of about 2,000 events in 40 s, and holds 60,000 after 21 minutes. */
const RECALLED_MAX = 60_000;

/**
 * Shortens waits to 20 s for each announcement, so events announced once or twice keep their time. An event whose dispatch kills the
 * process still waits longer after each restart. Reads the oldest rows of each tenant, without a sort of the table.
 */
export const RECALL = `
WITH RECURSIVE ${tenants("tenants", READY)}, waiting AS (
  SELECT oldest.* FROM tenants t CROSS JOIN LATERAL (
    SELECT tenant_id, event_id, generation, due_at FROM webhook_outbox WHERE ${READY} AND tenant_id = t.id
    ORDER BY event_id LIMIT ${RECALLED_MAX}
  ) oldest WHERE t.id IS NOT NULL AND due_at > now() + ${RETAKE_MS} * interval '1 millisecond' * generation
  LIMIT ${RECALLED_MAX}
), locked AS (
  SELECT o.tenant_id, o.event_id FROM webhook_outbox o JOIN waiting USING (tenant_id, event_id)
  ORDER BY o.event_id FOR NO KEY UPDATE OF o SKIP LOCKED
), recalled AS (
  UPDATE webhook_outbox o SET due_at = least(o.due_at, now() + ${RETAKE_MS} * interval '1 millisecond' * o.generation)
  FROM locked WHERE o.tenant_id = locked.tenant_id AND o.event_id = locked.event_id
  RETURNING true
)
SELECT count(*)::int AS recalled FROM recalled`;

export const GIVE_BACK = statement(
  { taken: rowsOf<UndispatchedEvent>({ eventId: "text", tenantId: "text", generation: "int" }) },
  ({ taken }) => `
UPDATE webhook_outbox o SET generation = o.generation - 1, due_at = now() + ${GIVEN_BACK_MS} * interval '1 millisecond'
FROM ${taken.as("taken")}
WHERE o.tenant_id = taken.tenant_id AND o.event_id = taken.event_id AND o.generation = taken.generation`,
);

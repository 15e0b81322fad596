import type { Deps } from "#domain/context.ts";
import type { Continued, RunningRecovery } from "#domain/recoveries/continue-recovery.ts";
import { DELIVERIES_BETWEEN, IS_RECOVERABLE } from "#domain/recoveries/recoverable.ts";
import { toContinued, type WrittenRow } from "#domain/recoveries/to-continued.ts";

/** Rows looked at in one go: a chunk costs the same, however few of them are to be sent again. */
const SCAN = 5_000;

/**
 * The next deliveries of a recovery: a failed one gets one attempt, like a resend; a canceled one waits again, with its
 * whole schedule before it. Moves on even where there was nothing to send.
 */
export const resendSome = async (
  { sql }: Pick<Deps, "sql">,
  recovery: RunningRecovery,
  limit: number,
): Promise<Continued & { hasEnded: boolean }> => {
  const { recoveryId, tenantId, subscriptionId, deliveryCursor, deliveriesEnd, statuses, spacingMs } = recovery;
  const [found] = await sql<{ ids: string[]; last: string | null; seen: number }>(FIND, [
    tenantId,
    subscriptionId,
    deliveryCursor,
    deliveriesEnd,
    statuses,
    limit,
  ]);
  const { ids, last, seen } = found ?? { ids: [], last: null, seen: 0 };
  const isFull = ids.length === limit;
  const cursor = (isFull ? ids.at(-1) : seen === SCAN ? last : null) ?? deliveriesEnd;
  const isLast = cursor === deliveriesEnd && !recovery.includeMissing;
  const rows = await sql<WrittenRow>(RESEND, [recoveryId, deliveryCursor, cursor, ids, spacingMs, isLast]);
  return toContinued(recovery, rows);
};

const FIND = `
WITH seen AS MATERIALIZED (
  SELECT * FROM webhook_delivery
  WHERE ${DELIVERIES_BETWEEN} LIMIT ${SCAN}
)
SELECT (SELECT max(id) FROM seen) AS last, (SELECT count(*)::int FROM seen) AS seen, ARRAY(
  SELECT d.id FROM seen d WHERE d.status = ANY($5::text[]) AND ${IS_RECOVERABLE} ORDER BY d.id LIMIT $6) AS ids`;

/** Whether each may be sent is asked again under its lock; deliveries are locked in id order, as everywhere. */
const RESEND = `
WITH recovery AS (
  SELECT * FROM webhook_recovery WHERE id = $1 AND delivery_cursor = $2 AND ended_at IS NULL FOR NO KEY UPDATE
), chosen AS (
  SELECT d.id FROM webhook_delivery d JOIN recovery r ON r.subscription_id = d.subscription_id
  WHERE d.id = ANY($4::text[]) AND d.status = ANY(r.statuses) AND d.due_at IS NULL ORDER BY d.id FOR NO KEY UPDATE OF d
), placed AS (
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM chosen
), sent AS (
  UPDATE webhook_delivery d SET
    status = CASE WHEN d.status = 'failed' THEN d.status WHEN d.attempts = 0 THEN 'pending' ELSE 'retrying' END,
    reason = CASE WHEN d.status = 'failed' THEN d.reason END,
    failures = CASE WHEN d.status = 'failed' THEN d.failures ELSE 0 END, interruptions = 0,
    next_trigger = CASE WHEN d.status = 'failed' THEN 'manual' ELSE 'automatic' END,
    due_at = now() + placed.place * $5::float8 * interval '1 millisecond', requested_by = $1, generation = d.generation + 1,
    own_run = NULL
  FROM placed WHERE d.id = placed.id
  RETURNING d.id, d.attempts, d.generation, d.due_at
), progress AS (
  UPDATE webhook_recovery r SET delivery_cursor = $3, sent = r.sent + handed.count,
    due_at = CASE WHEN NOT $6::bool THEN date_trunc('milliseconds', now() + handed.count * $5::float8 * interval '1 millisecond') END,
    ended_at = CASE WHEN $6::bool THEN now() END
  FROM recovery, (SELECT count(*)::int AS count FROM sent) handed WHERE r.id = recovery.id
  RETURNING r.due_at
)
SELECT sent.id AS "deliveryId", sent.attempts, sent.generation, sent.due_at AS "dueAt", progress.due_at AS "nextAt"
FROM progress LEFT JOIN sent ON true ORDER BY sent.id`;

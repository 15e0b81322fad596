import { HELD_UNTIL } from "#domain/order-lane.ts";
import { BETWEEN, deliveriesBetween, IS_RECOVERABLE } from "#domain/recoveries/recoverable.sql.ts";
import { recoveryProgress } from "#domain/recoveries/recovery-progress.sql.ts";
import { statement } from "#domain/sql/statement.ts";

export const FIND_RECOVERABLE = statement(
  { ...BETWEEN, statuses: "text[]", limit: "int" },
  ({ statuses, limit, ...between }) => `
WITH seen AS MATERIALIZED (${deliveriesBetween(between)}
)
SELECT (SELECT max(id) FROM seen) AS last, (SELECT count(*)::int FROM seen) AS seen, ARRAY(
  SELECT d.id FROM seen d WHERE d.status = ANY(${statuses}) AND ${IS_RECOVERABLE} ORDER BY d.id LIMIT ${limit}) AS ids`,
);

/** Checks each delivery again under its lock. Locks in id order. Deliveries with a lane wait there for their turn. */
export const RESEND = statement(
  { recoveryId: "text", deliveryCursor: "text", cursor: "text", ids: "text[]", spacingMs: "float8", isLast: "bool" },
  ({ recoveryId, deliveryCursor, cursor, ids, spacingMs, isLast }) => `
WITH recovery AS (
  SELECT * FROM webhook_recovery WHERE id = ${recoveryId} AND delivery_cursor = ${deliveryCursor} AND ended_at IS NULL
  FOR NO KEY UPDATE
), chosen AS (
  SELECT d.id FROM webhook_delivery d JOIN recovery r ON r.subscription_id = d.subscription_id
  WHERE d.id = ANY(${ids}) AND d.status = ANY(r.statuses) AND d.due_at IS NULL ORDER BY d.id FOR NO KEY UPDATE OF d
), placed AS (
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM chosen
), sent AS (
  UPDATE webhook_delivery d SET
    status = CASE WHEN d.status = 'failed' THEN d.status WHEN d.attempts = 0 THEN 'pending' ELSE 'retrying' END,
    reason = CASE WHEN d.status = 'failed' THEN d.reason END,
    failures = CASE WHEN d.status = 'failed' THEN d.failures ELSE 0 END, interruptions = 0,
    next_trigger = CASE WHEN d.status = 'failed' THEN 'manual' ELSE 'automatic' END,
    due_at = CASE WHEN d.order_lane IS NOT NULL THEN ${HELD_UNTIL}
      ELSE now() + placed.place * ${spacingMs} * interval '1 millisecond' END, requested_by = ${recoveryId},
    generation = d.generation + 1, own_run = NULL, order_head = CASE WHEN d.order_lane IS NOT NULL THEN false END
  FROM placed WHERE d.id = placed.id
  RETURNING d.id, d.attempts, d.generation, d.due_at, d.order_lane
), ${recoveryProgress({ column: "delivery_cursor", cursor, spacingMs, isLast })}`,
);

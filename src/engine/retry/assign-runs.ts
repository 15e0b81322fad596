import type { Deps } from "#domain/context.ts";
import { hasSqlState, UNIQUE_VIOLATION } from "#domain/sql/sql-state.ts";
import { isGated } from "#domain/subscriptions/slow-lane.ts";

/** Limits deliveries of one webhook with their own run. A unique index enforces the limit. */
export const OWN_RUNS_MAX = 20;

const TRIES_MAX = 3;

/**
 * Gives deliveries their own run while their webhook has fewer than 20. Deliveries of a paused or limited webhook lose their run.
 * Safe to repeat. Returns the deliveries with a run; the event id needs their generation.
 */
export const assignRuns = async <Delivery extends { deliveryId: string }>(
  { sql }: Pick<Deps, "sql">,
  deliveries: readonly Delivery[],
): Promise<(Delivery & { generation: number })[]> => {
  if (deliveries.length === 0) return [];
  const ids = deliveries.map(({ deliveryId }) => deliveryId);
  const rows = await assign(sql, ids);
  const generations = new Map(rows.map(({ deliveryId, generation }) => [deliveryId, generation]));
  return deliveries.flatMap((delivery) => {
    const generation = generations.get(delivery.deliveryId);
    return generation === undefined ? [] : [{ ...delivery, generation }];
  });
};

/** Takes the runs away, so that the sweep finds these deliveries at once. */
export const releaseRuns = async ({ sql }: Pick<Deps, "sql">, deliveryIds: readonly string[]): Promise<void> => {
  if (deliveryIds.length > 0) await sql(RELEASE, [deliveryIds]);
};

type Assigned = { deliveryId: string; generation: number };

const assign = async (sql: Deps["sql"], ids: readonly string[], tries = 1): Promise<Assigned[]> => {
  try {
    return await sql<Assigned>(ASSIGN, [ids]);
  } catch (error) {
    if (!hasSqlState(error, UNIQUE_VIOLATION)) throw error;
    return tries < TRIES_MAX ? assign(sql, ids, tries + 1) : [];
  }
};

/** Skips locked deliveries, because a claim locks a delivery before its webhook. The unique index refuses outdated places. */
const ASSIGN = `
WITH chosen AS (
  SELECT d.id, d.subscription_id, d.own_run, d.due_at, d.generation, ${isGated("s")} AS is_gated
  FROM webhook_delivery d JOIN webhook_subscription s ON s.id = d.subscription_id
  WHERE d.id = ANY($1) AND d.due_at IS NOT NULL
), webhook AS MATERIALIZED (
  SELECT id FROM webhook_subscription
  WHERE id IN (SELECT subscription_id FROM chosen WHERE own_run IS NULL AND NOT is_gated) ORDER BY id FOR NO KEY UPDATE
), place AS (
  SELECT w.id AS subscription_id, place, row_number() OVER (PARTITION BY w.id ORDER BY place) AS turn
  FROM webhook w CROSS JOIN generate_series(1, ${OWN_RUNS_MAX}) place
  WHERE NOT EXISTS (SELECT FROM webhook_delivery o
    WHERE o.subscription_id = w.id AND o.own_run = place AND o.own_run IS NOT NULL AND o.due_at IS NOT NULL)
), wanted AS (
  SELECT id, subscription_id, row_number() OVER (PARTITION BY subscription_id ORDER BY due_at, id) AS turn
  FROM chosen WHERE own_run IS NULL AND NOT is_gated
), change AS (
  SELECT id, place FROM wanted JOIN place USING (subscription_id, turn)
  UNION ALL SELECT id, NULL FROM chosen WHERE own_run IS NOT NULL AND is_gated
), held AS (
  SELECT d.id, change.place FROM webhook_delivery d JOIN change USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED
), changed AS (
  UPDATE webhook_delivery d SET own_run = held.place FROM held WHERE d.id = held.id AND d.due_at IS NOT NULL
  RETURNING d.id, d.own_run, d.generation
)
SELECT id AS "deliveryId", generation FROM chosen WHERE own_run IS NOT NULL AND NOT is_gated
UNION ALL SELECT id, generation FROM changed WHERE own_run IS NOT NULL`;

const RELEASE = `
UPDATE webhook_delivery SET own_run = NULL, announced_at = NULL
WHERE id IN (SELECT id FROM webhook_delivery WHERE id = ANY($1) AND (own_run IS NOT NULL OR announced_at IS NOT NULL)
  ORDER BY id FOR NO KEY UPDATE)`;

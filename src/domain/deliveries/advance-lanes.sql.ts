import type { Lane } from "#domain/order-lane.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { hostSql } from "#domain/subscriptions/place.ts";

/** SQL: delivery `d` is in its lane, as its head or behind it. The lane's index has this condition. */
const IN_LANE = "d.order_head IS NOT NULL AND d.due_at IS NOT NULL";

/**
 * Gives lanes without a head their next delivery. Skips locked rows, so it waits for no other statement. Returns heads that are due and
 * were never attempted.
 */
export const ADVANCE = statement(
  { lanes: rowsOf<Lane>({ subscriptionId: "text", orderLane: "text" }) },
  ({ lanes }) => `
WITH lane AS MATERIALIZED (
  SELECT DISTINCT l.subscription_id, l.order_lane::bigint AS order_lane FROM ${lanes.as("l")}
), head AS MATERIALIZED (
  SELECT d.* FROM lane JOIN webhook_delivery d USING (subscription_id, order_lane) WHERE d.order_head AND d.due_at IS NOT NULL
), lowest AS MATERIALIZED (
  SELECT next.id FROM lane CROSS JOIN LATERAL (
    SELECT d.id FROM webhook_delivery d
    WHERE d.subscription_id = lane.subscription_id AND d.order_lane = lane.order_lane AND ${IN_LANE}
    ORDER BY d.order_no, d.order_at NULLS FIRST, d.id LIMIT 1
  ) next
  WHERE NOT EXISTS (SELECT FROM head WHERE head.subscription_id = lane.subscription_id AND head.order_lane = lane.order_lane)
), held AS (
  SELECT d.id FROM webhook_delivery d JOIN lowest USING (id) WHERE NOT d.order_head AND d.due_at IS NOT NULL
  ORDER BY d.subscription_id, d.order_lane FOR NO KEY UPDATE OF d SKIP LOCKED
), started AS (
  UPDATE webhook_delivery d SET order_head = true, due_at = CASE WHEN d.lease_token IS NULL THEN least(d.due_at, now()) ELSE d.due_at END
  FROM held WHERE d.id = held.id RETURNING d.*
)
SELECT d.id AS "deliveryId", d.subscription_id AS "subscriptionId", d.tenant_id AS "tenantId", d.order_lane::text AS "orderLane",
  d.attempts, d.generation, d.due_at AS "dueAt", ${hostSql("s.url")} AS host
FROM (SELECT * FROM started UNION ALL SELECT * FROM head) d JOIN webhook_subscription s ON s.id = d.subscription_id
WHERE d.due_at <= now() AND d.lease_token IS NULL`,
);

/** Finds lanes that a crash left without a head. */
export const HEADLESS = `
SELECT DISTINCT d.subscription_id AS "subscriptionId", d.order_lane::text AS "orderLane" FROM webhook_delivery d
WHERE ${IN_LANE} AND NOT d.order_head AND d.lease_token IS NULL AND NOT EXISTS (
  SELECT FROM webhook_delivery h WHERE h.subscription_id = d.subscription_id AND h.order_lane = d.order_lane AND h.order_head
    AND h.due_at IS NOT NULL)
LIMIT $1`;

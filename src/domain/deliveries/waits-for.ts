/** SQL: id of the delivery that must end before delivery `d` of the same lane may start. Null for all deliveries that do not wait so. */
export const waitsForSql = (d: string): string => `CASE WHEN ${d}.order_head IS FALSE AND ${d}.due_at IS NOT NULL THEN (
  SELECT h.id FROM webhook_delivery h WHERE h.subscription_id = ${d}.subscription_id AND h.order_lane = ${d}.order_lane
    AND h.order_head AND h.due_at IS NOT NULL) END`;

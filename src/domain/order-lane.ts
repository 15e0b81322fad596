import { createHash } from "node:crypto";

/** Deliveries of one resource (appointment, payment …) to one ordered webhook: they go out one after another. */
export type Lane = { subscriptionId: string; orderLane: string };

/** SQL: due time of a delivery that waits in its lane. A finite instant, since JavaScript and PostgreSQL 15 cannot compute with infinity. */
export const HELD_UNTIL = "'9999-12-31 00:00:00+00'::timestamptz";
const HELD_UNTIL_MS = Date.UTC(9999, 11, 31);

export const isHeld = (dueAt: Date | null): boolean => dueAt?.getTime() === HELD_UNTIL_MS;

/**
 * Returns a 64-bit integer in text, since erased data must not leave a customer's id behind. Null: the event is unordered. The family
 * counts too, because an appointment and a payment may share an id.
 */
export const orderLaneOf = ({ event, resourceId }: { event: string; resourceId: string | null }): string | null => {
  if (resourceId === null) return null;
  const [family] = event.split(".", 1);
  return createHash("sha256").update(`${family}\n${resourceId}`).digest().readBigInt64BE().toString();
};

/**
 * SQL: number of event `e` in its lane. A scheduled event shares the number of the last event of its resource accepted before it fell
 * due, and goes after that event: its own number is from the day on which it was accepted.
 */
export const orderNoSql = (e: string): string => `CASE WHEN ${e}.due_at IS NULL THEN coalesce(${e}.order_no, 0)
    ELSE coalesce((SELECT max(p.order_no) FROM webhook_event p WHERE p.tenant_id = ${e}.tenant_id AND p.resource_id = ${e}.resource_id
      AND p.due_at IS NULL AND p.created_at <= ${e}.due_at), 0) END`;

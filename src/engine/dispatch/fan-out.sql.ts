import type { DerivedRow } from "#domain/events/derive-events.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { HELD_UNTIL } from "#domain/order-lane.ts";
import { isSendingPaused } from "#domain/pauses/sending-paused.ts";
import { EVENT_COLUMNS, insertEvents } from "#domain/sql/insert-events.ts";
import { type RowsSql, rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { IN_SLOW_LANE } from "#domain/subscriptions/slow-lane.ts";

type NewDelivery = {
  id: string;
  tenantId: string;
  mode: Mode;
  subscriptionId: string;
  eventId: string;
  /** Event of the outbox: the event itself, or the one that it was derived from. */
  sourceId: string;
  event: string;
  variant: string | null;
  isFast: boolean;
};
type OrderedDelivery = NewDelivery & { orderLane: string | null; orderNo: string | null; orderAt: Date | null };

const DELIVERY = {
  id: "text",
  tenantId: "text",
  mode: "text",
  subscriptionId: "text",
  eventId: "text",
  sourceId: "text",
  event: "text",
  variant: "text",
  isFast: "bool",
} as const;

export const LEASE = { leaseToken: "text", leaseMs: "float8" } as const;
const PARAMETERS = {
  sources: rowsOf<{ tenantId: string; eventId: string }>({ tenantId: "text", eventId: "text" }),
  ...LEASE,
};
const DERIVED = rowsOf<DerivedRow>({ ...EVENT_COLUMNS, sourceEventId: "text" });

/** Parameters of statements that insert deliveries without lanes. */
const DELIVERIES = { ...LEASE, deliveries: rowsOf<NewDelivery>(DELIVERY) };
export const DERIVED_TOO = { ...DELIVERIES, derived: DERIVED };

type LeaseSql = Record<keyof typeof LEASE, string>;

/**
 * SQL: CTEs that insert derived events, with due time and number of their sources.
 *
 * @param sources rows of the source events
 * @param chosen ids of those whose derived events are inserted
 */
export const insertDerived = (
  derived: RowsSql<"body">,
  { sources, chosen }: { sources: string; chosen: string },
) => `derived AS (
  SELECT d.*, s.due_at, s.order_no, s.trace_parent FROM ${derived.as("d")} JOIN ${sources} s ON s.id = d.source_event_id
  WHERE d.source_event_id IN (${chosen})
), ${insertEvents({
  events: derived,
  from: "derived",
  more: ["source_event_id", "due_at", "order_no", "trace_parent"],
  onConflict: "ON CONFLICT (id) DO NOTHING",
  hasOutbox: false,
  prefix: "derived_",
})}`;

/** SQL: due time, lease and attempts of a new delivery, claimed if it is fast. @param elseDue of a WHEN that says when a slow one is due */
export const claimOf = ({ leaseToken, leaseMs }: LeaseSql, elseDue = "") =>
  `CASE WHEN is_fast THEN now() + ${leaseMs} * interval '1 millisecond' ${elseDue}ELSE now() END,
  CASE WHEN is_fast THEN ${leaseToken} END, CASE WHEN is_fast THEN 1 ELSE 0 END, CASE WHEN is_fast THEN now() END`;

/**
 * SQL: inserts deliveries, those of the fast lane as claimed. Returns the new ones, with the last change of a webhook that may have a first attempt.
 *
 * @param chosen ids of the source events whose deliveries are inserted
 */
export const insertDeliveries = (
  deliveries: RowsSql,
  { chosen, hasLanes = false, ...lease }: LeaseSql & { chosen: string; hasLanes?: boolean },
) => `INSERT INTO webhook_delivery (id, tenant_id, mode, subscription_id, event_id, event, variant, due_at, lease_token, attempts, last_attempt_at${
  hasLanes ? ", order_lane, order_no, order_at, order_head" : ""
})
SELECT id, tenant_id, mode, subscription_id, event_id, event, variant,
  ${claimOf(lease, hasLanes ? `WHEN order_lane IS NOT NULL THEN ${HELD_UNTIL} ` : "")}${
    hasLanes ? ", order_lane::bigint, order_no::bigint, order_at, CASE WHEN order_lane IS NOT NULL THEN false END" : ""
  }
FROM ${deliveries.as("n")} WHERE n.source_id IN (${chosen})
ORDER BY event_id, subscription_id ON CONFLICT (event_id, subscription_id) DO NOTHING
RETURNING id, (
  SELECT updated_at FROM webhook_subscription s
  WHERE s.id = subscription_id AND active AND deleted_at IS NULL AND NOT ${IN_SLOW_LANE}
    AND NOT ${isSendingPaused("s")}
) AS "webhookUpdatedAt"`;

const DISPATCHED = "SELECT event_id FROM dispatched";

type StoreSql = LeaseSql & Record<"sources" | "deliveries", RowsSql> & { derived?: RowsSql<"body"> };

const storeSql = ({ sources, derived, deliveries, ...lease }: StoreSql, hasLanes = false) => `
WITH dispatched AS (
  DELETE FROM webhook_outbox WHERE (tenant_id, event_id) IN (
    SELECT o.tenant_id, o.event_id FROM webhook_outbox o JOIN ${sources.as("s")}
      USING (tenant_id, event_id) ORDER BY o.event_id FOR UPDATE OF o)
  RETURNING event_id
)${derived ? `, ${insertDerived(derived, { sources: "webhook_event", chosen: DISPATCHED })}` : ""}
${insertDeliveries(deliveries, { ...lease, chosen: DISPATCHED, hasLanes })}`;

/** Takes events out of the outbox and makes their deliveries. */
export const STORE = statement({ ...PARAMETERS, ...DERIVED_TOO }, (sql) => storeSql(sql));

/** Does the same without derived events: PostgreSQL would open their two tables with all indexes. */
export const STORE_SOURCES = statement({ ...PARAMETERS, ...DELIVERIES }, (sql) => storeSql(sql));

/** Inserts deliveries with a lane as waiting: `advanceLanes` looks for the head of each lane after the commit. */
export const STORE_IN_LANES = statement(
  {
    ...PARAMETERS,
    derived: DERIVED,
    deliveries: rowsOf<OrderedDelivery>({ ...DELIVERY, orderLane: "text", orderNo: "text", orderAt: "timestamptz" }),
  },
  (sql) => storeSql(sql, true),
);

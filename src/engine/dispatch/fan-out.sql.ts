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

const PARAMETERS = {
  sources: rowsOf<{ tenantId: string; eventId: string }>({ tenantId: "text", eventId: "text" }),
  leaseToken: "text",
  leaseMs: "float8",
} as const;
const DERIVED = rowsOf<DerivedRow>({ ...EVENT_COLUMNS, sourceEventId: "text" });

type StoreSql = Record<"leaseToken" | "leaseMs", string> &
  Record<"sources" | "deliveries", RowsSql> & { derived?: RowsSql<"body"> };

const derivedSql = (derived: RowsSql<"body">) => `, derived AS (
  SELECT d.*, s.due_at, s.order_no, s.trace_parent FROM ${derived.as("d")} JOIN webhook_event s ON s.id = d.source_event_id
  WHERE d.source_event_id IN (SELECT event_id FROM dispatched)
), ${insertEvents({
  events: derived,
  from: "derived",
  more: ["source_event_id", "due_at", "order_no", "trace_parent"],
  onConflict: "ON CONFLICT (id) DO NOTHING",
  hasOutbox: false,
})}`;

const storeSql = ({ sources, derived, deliveries, leaseToken, leaseMs }: StoreSql, hasLanes: boolean) => `
WITH dispatched AS (
  DELETE FROM webhook_outbox WHERE (tenant_id, event_id) IN (
    SELECT o.tenant_id, o.event_id FROM webhook_outbox o JOIN ${sources.as("s")}
      USING (tenant_id, event_id) ORDER BY o.event_id FOR UPDATE OF o)
  RETURNING event_id
)${derived ? derivedSql(derived) : ""}
INSERT INTO webhook_delivery (id, tenant_id, mode, subscription_id, event_id, event, variant, due_at, lease_token, attempts, last_attempt_at${
  hasLanes ? ", order_lane, order_no, order_at, order_head" : ""
})
SELECT id, tenant_id, mode, subscription_id, event_id, event, variant,
  CASE WHEN is_fast THEN now() + ${leaseMs} * interval '1 millisecond' ${
    hasLanes ? `WHEN order_lane IS NOT NULL THEN ${HELD_UNTIL} ` : ""
  }ELSE now() END,
  CASE WHEN is_fast THEN ${leaseToken} END, CASE WHEN is_fast THEN 1 ELSE 0 END, CASE WHEN is_fast THEN now() END${
    hasLanes ? ", order_lane::bigint, order_no::bigint, order_at, CASE WHEN order_lane IS NOT NULL THEN false END" : ""
  }
FROM ${deliveries.as("n")} WHERE n.source_id IN (SELECT event_id FROM dispatched)
ORDER BY event_id, subscription_id ON CONFLICT (event_id, subscription_id) DO NOTHING
RETURNING id, (
  SELECT updated_at FROM webhook_subscription s
  WHERE s.id = subscription_id AND active AND deleted_at IS NULL AND NOT ${IN_SLOW_LANE}
    AND NOT ${isSendingPaused("s")}
) AS "webhookUpdatedAt"`;

/**
 * Inserts deliveries of the fast lane as claimed. Returns new deliveries, with the last change of a webhook that may have a first attempt.
 * A derived event takes due time and number of its source.
 */
export const STORE = statement({ ...PARAMETERS, derived: DERIVED, deliveries: rowsOf<NewDelivery>(DELIVERY) }, (sql) =>
  storeSql(sql, false),
);

/** Does the same without derived events: PostgreSQL would open their two tables with all indexes. */
export const STORE_SOURCES = statement({ ...PARAMETERS, deliveries: rowsOf<NewDelivery>(DELIVERY) }, (sql) =>
  storeSql(sql, false),
);

/** Inserts deliveries with a lane as waiting: `advanceLanes` looks for the head of each lane after the commit. */
export const STORE_IN_LANES = statement(
  {
    ...PARAMETERS,
    derived: DERIVED,
    deliveries: rowsOf<OrderedDelivery>({ ...DELIVERY, orderLane: "text", orderNo: "text", orderAt: "timestamptz" }),
  },
  (sql) => storeSql(sql, true),
);

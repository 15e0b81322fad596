import type { DerivedRow } from "#domain/events/derive-events.ts";
import { HELD_UNTIL, orderNoSql } from "#domain/order-lane.ts";
import { bodyBytesSql, storedBodySql } from "#domain/payload-body.ts";
import { eventsOfTime, missingOf, WANTED, WINDOW } from "#domain/recoveries/recoverable.sql.ts";
import { recoveryProgress } from "#domain/recoveries/recovery-progress.sql.ts";
import { EVENT_COLUMNS, insertEvents } from "#domain/sql/insert-events.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

/** Bounds one statement, up to one payload more. Derived events double the bytes written. */
const READ_BYTES = 1024 * 1024;

/** Stored sizes are known without reading payloads. */
export const FIND_MISSING = statement(
  { tenantId: "text", subscriptionId: "text", ...WINDOW, ...WANTED, limit: "int" },
  ({ limit, ...sql }) => `
WITH seen AS MATERIALIZED (${eventsOfTime(sql)}
), missing AS (
  SELECT * FROM (${missingOf(sql)}) m WHERE needs_delivery OR cardinality(needs_derived) > 0 ORDER BY id LIMIT ${limit}
), sized AS MATERIALIZED (
  SELECT missing.*, sum(${bodyBytesSql("p")}) OVER (ORDER BY missing.id) - ${bodyBytesSql("p")} AS bytes_before
  FROM missing JOIN webhook_payload p ON p.event_id = missing.id
), page AS MATERIALIZED (
  SELECT * FROM sized WHERE bytes_before < ${READ_BYTES}
)
SELECT scan.last, scan.seen, sizes.in_page = ${limit} OR sizes.in_page < sizes.in_all AS "isCut",
  m.id, m.event, m.resource_id AS "resourceId", m.occurred_at AS "occurredAt", m.due_at AS "dueAt",
  CASE WHEN m.id IS NOT NULL THEN (${orderNoSql("m")})::text END AS "orderNo", m.needs_delivery AS "needsDelivery", m.needs_derived AS "needsDerived",
  ${storedBodySql("p")} AS body
FROM (SELECT max(id) AS last, count(*)::int AS seen FROM seen) scan,
  LATERAL (SELECT (SELECT count(*)::int FROM page) AS in_page, (SELECT count(*)::int FROM sized) AS in_all) sizes
  LEFT JOIN page m ON true LEFT JOIN webhook_payload p ON p.event_id = m.id
ORDER BY m.id`,
);

const DERIVED = rowsOf<DerivedRow & { dueAt: Date | null; orderNumber: string }>({
  ...EVENT_COLUMNS,
  sourceEventId: "text",
  dueAt: "timestamptz",
  orderNumber: "text",
});

type Wanted = {
  deliveryId: string;
  eventId: string;
  event: string;
  variant: string | null;
  orderLane: string | null;
  orderNo: string | null;
  orderAt: Date | null;
};

/** Checks the old cursor, so that a repeat writes nothing. */
export const DELIVER_MISSING = statement(
  {
    recoveryId: "text",
    eventCursor: "text",
    cursor: "text",
    tenantId: "text",
    mode: "text",
    subscriptionId: "text",
    spacingMs: "float8",
    isLast: "bool",
    derived: DERIVED,
    wanted: rowsOf<Wanted>({
      deliveryId: "text",
      eventId: "text",
      event: "text",
      variant: "text",
      orderLane: "text",
      orderNo: "text",
      orderAt: "timestamptz",
    }),
  },
  ({ recoveryId, eventCursor, cursor, tenantId, mode, subscriptionId, spacingMs, isLast, derived, wanted }) => `
WITH recovery AS (
  SELECT * FROM webhook_recovery WHERE id = ${recoveryId} AND event_cursor = ${eventCursor} AND ended_at IS NULL
  FOR NO KEY UPDATE
), derived AS (
  SELECT d.*, d.order_number::bigint AS order_no FROM recovery, ${derived.as("d")}
), ${insertEvents({
    events: derived,
    from: "derived",
    more: ["source_event_id", "due_at", "order_no"],
    onConflict: "ON CONFLICT (id) DO NOTHING",
    hasOutbox: false,
  })}, sent AS (
  INSERT INTO webhook_delivery (id, tenant_id, mode, subscription_id, event_id, event, variant, due_at, requested_by, order_lane, order_no,
    order_at, order_head)
  SELECT n.delivery_id, ${tenantId}, ${mode}, ${subscriptionId}, n.event_id, n.event, n.variant,
    CASE WHEN n.order_lane IS NOT NULL THEN ${HELD_UNTIL} ELSE now() + (n.place - 1) * ${spacingMs} * interval '1 millisecond' END,
    ${recoveryId}, n.order_lane::bigint, n.order_no::bigint, n.order_at, CASE WHEN n.order_lane IS NOT NULL THEN false END
  FROM recovery, ${wanted.as("n", "place")}
  ORDER BY n.event_id ON CONFLICT (event_id, subscription_id) DO NOTHING
  RETURNING id, attempts, generation, due_at, order_lane
), ${recoveryProgress({ column: "event_cursor", cursor, spacingMs, isLast })}`,
);

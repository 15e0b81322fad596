import type { Deps } from "#domain/context.ts";
import { STUCK_DELIVERIES, STUCK_EVENTS } from "#domain/operator/list-stuck.sql.ts";
import {
  type ListStuckInput,
  STUCK_COUNT_MAX,
  type StuckPlace,
  type StuckView,
  toStuckCursor,
} from "#domain/operator/stuck.schema.ts";
import type { Page } from "#domain/pagination.schema.ts";

type Row = { tenantId: string; reason: StuckView["reason"]; count: number; oldestDueAt: Date; oldestId: string };
type DeliveryRow = Row & { webhookId: string; host: string };

/**
 * Lists work of all tenants that is due longer than it should be, with the reason: events by tenant, then deliveries by webhook, in the order
 * of their ids. A running attempt is not stuck, and neither is a delivery that waits for an earlier event of its resource.
 */
export const listStuck = async (
  { sql }: Pick<Deps, "sql">,
  { limit, cursor = { kind: "events", after: "" }, minAgeSeconds, tenantId, reason }: ListStuckInput,
): Promise<Page<StuckView>> => {
  const asked = { minAgeSeconds, tenantId: tenantId ?? null, reasons: reason ?? null, limit: limit + 1 };
  const events = cursor.kind === "events" ? await sql<Row>(...STUCK_EVENTS({ ...asked, after: cursor.after })) : [];
  const left = limit + 1 - events.length;
  const after = cursor.kind === "deliveries" ? cursor.after : "";
  const deliveries = left > 0 ? await sql<DeliveryRow>(...STUCK_DELIVERIES({ ...asked, limit: left, after })) : [];
  const all = [...events.map(toEvents), ...deliveries.map(toDeliveries)];
  const data = all.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: all.length > limit && last ? toStuckCursor(placeOf(last)) : null };
};

const common = ({ tenantId, reason, count, oldestDueAt }: Row) => ({
  tenantId,
  reason,
  count: Math.min(count, STUCK_COUNT_MAX),
  isCounted: count <= STUCK_COUNT_MAX,
  oldestDueAt: oldestDueAt.toISOString(),
});

const toEvents = (row: Row): StuckView => ({ kind: "events", ...common(row), oldestEventId: row.oldestId });

const toDeliveries = (row: DeliveryRow): StuckView => ({
  kind: "deliveries",
  ...common(row),
  webhookId: row.webhookId,
  host: row.host,
  oldestDeliveryId: row.oldestId,
});

const placeOf = (stuck: StuckView): StuckPlace => ({
  kind: stuck.kind,
  after: stuck.kind === "events" ? stuck.tenantId : stuck.webhookId,
});

import { isSubscribed } from "#domain/event-types/wildcards.ts";
import type { EventView } from "#domain/events/event.schema.ts";
import { sentExternalId } from "#domain/external-id.ts";
import { timeOfId } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { columnsOf, instantColumnsOf, isoOf } from "#domain/sql/select-page.ts";

/** SQL: the tenant's webhooks, as `Candidate[]`. */
const CANDIDATES = `SELECT json_agg(json_build_object('id', w.id, 'mode', w.mode, 'events', w.events, 'createdAt', w.created_at::text)
  ORDER BY w.id) FROM webhook_subscription w WHERE w.tenant_id = r.tenant_id AND w.deleted_at IS NULL`;

/** SQL: an event `r` with its deliveries. The first row of a statement has the tenant's webhooks too. */
export const EVENT_COLUMNS = `${columnsOf([
  "id",
  "externalId",
  "event",
  "status",
  "rejectedReason",
  "test",
  "mode",
  "resourceId",
  "sourceEventId",
])}, ${instantColumnsOf(["occurredAt", "dueAt", "createdAt", "erasedAt"])},
  EXISTS (SELECT FROM webhook_outbox o WHERE o.tenant_id = r.tenant_id AND o.event_id = r.id) AS "isInOutbox",
  (SELECT coalesce(json_agg(json_build_object('webhookId', d.subscription_id, 'deliveryId', d.id, 'status', d.status)
    ORDER BY d.id), '[]') FROM webhook_delivery d WHERE d.tenant_id = r.tenant_id AND d.event_id = r.id) AS deliveries,
  CASE WHEN row_number() OVER (ORDER BY r.id DESC) = 1 THEN (${CANDIDATES}) END AS candidates`;

export type EventRow = {
  id: string;
  externalId: string | null;
  event: string;
  status: string;
  rejectedReason: string | null;
  test: boolean;
  mode: Mode;
  resourceId: string | null;
  sourceEventId: string | null;
  occurredAt: string;
  dueAt: string | null;
  createdAt: string;
  erasedAt: string | null;
  isInOutbox: boolean;
  deliveries: EventView["deliveries"];
  candidates: Candidate[] | null;
};

type Candidate = { id: string; mode: Mode; events: string[]; createdAt: string };

export const toEventView = (row: EventRow, webhooks: readonly Candidate[]): EventView => ({
  id: row.id,
  externalId: sentExternalId(row.mode, row.externalId),
  event: row.event,
  status: row.status as EventView["status"],
  reason: row.rejectedReason,
  test: row.test,
  mode: row.mode,
  resourceId: row.resourceId,
  dueAt: row.dueAt && isoOf(row.dueAt),
  sourceEventId: row.sourceEventId,
  timestamp: isoOf(row.occurredAt),
  // The instant that `since`, `until` and the order of lists read. The column has the commit's, some milliseconds later.
  createdAt: timeOfId(row.id).toISOString(),
  erasedAt: row.erasedAt && isoOf(row.erasedAt),
  deliveries: row.deliveries,
  skipped: row.test
    ? []
    : webhooks
        .filter(({ id, mode }) => mode === row.mode && !row.deliveries.some(({ webhookId }) => webhookId === id))
        .map((webhook) => ({ webhookId: webhook.id, reason: skipReasonOf(row, webhook) })),
});

const skipReasonOf = (row: EventRow, webhook: Candidate): EventView["skipped"][number]["reason"] => {
  if (row.status === "rejected" || row.status === "canceled") return row.status;
  if (row.isInOutbox) return "not_dispatched";
  if (!isSubscribed(webhook.events, row.event, { isDerived: row.sourceEventId !== null })) return "not_subscribed";
  if (isoOf(webhook.createdAt) > isoOf(row.dueAt ?? row.createdAt)) return "created_later";
  // Covers a webhook that was off, or not yet subscribed, at fan-out.
  return "inactive";
};

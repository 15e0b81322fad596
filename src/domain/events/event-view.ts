import { isSubscribed } from "#domain/event-types/wildcards.ts";
import type { EventView } from "#domain/events/event.schema.ts";
import { sentExternalId } from "#domain/external-id.ts";
import { timeOfId } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { columnsOf } from "#domain/sql/select-page.ts";

/** SQL: an event `r` with its deliveries. */
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
  "occurredAt",
  "dueAt",
  "createdAt",
  "erasedAt",
])},
  EXISTS (SELECT FROM webhook_outbox o WHERE o.tenant_id = r.tenant_id AND o.event_id = r.id) AS "isInOutbox",
  (SELECT coalesce(json_agg(json_build_object('webhookId', d.subscription_id, 'deliveryId', d.id, 'status', d.status)
    ORDER BY d.id), '[]') FROM webhook_delivery d WHERE d.tenant_id = r.tenant_id AND d.event_id = r.id) AS deliveries`;

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
  occurredAt: Date;
  dueAt: Date | null;
  createdAt: Date;
  erasedAt: Date | null;
  isInOutbox: boolean;
  deliveries: EventView["deliveries"];
};

export type Candidate = { id: string; mode: Mode; events: string[]; active: boolean; createdAt: Date };

export const toEventView = (row: EventRow, webhooks: readonly Candidate[]): EventView => ({
  id: row.id,
  externalId: sentExternalId(row.mode, row.externalId),
  event: row.event,
  status: row.status as EventView["status"],
  reason: row.rejectedReason,
  test: row.test,
  mode: row.mode,
  resourceId: row.resourceId,
  dueAt: row.dueAt?.toISOString() ?? null,
  sourceEventId: row.sourceEventId,
  timestamp: row.occurredAt.toISOString(),
  // The instant that `since`, `until` and the order of lists read. The column has the commit's, some milliseconds later.
  createdAt: timeOfId(row.id).toISOString(),
  erasedAt: row.erasedAt?.toISOString() ?? null,
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
  if (webhook.createdAt > (row.dueAt ?? row.createdAt)) return "created_later";
  // Covers a webhook that was off, or not yet subscribed, at fan-out.
  return "inactive";
};

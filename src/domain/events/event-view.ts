import type { EventView } from "#domain/events/event.schema.ts";

export const eventColumns = {
  id: true,
  externalId: true,
  event: true,
  status: true,
  rejectedReason: true,
  test: true,
  resourceId: true,
  sourceEventId: true,
  occurredAt: true,
  dueAt: true,
  createdAt: true,
  erasedAt: true,
  outbox: { select: { eventId: true } },
  deliveries: { select: { id: true, subscriptionId: true, status: true }, orderBy: { id: "asc" } },
} as const;

type EventRow = {
  id: string;
  externalId: string | null;
  event: string;
  status: string;
  rejectedReason: string | null;
  test: boolean;
  resourceId: string | null;
  sourceEventId: string | null;
  occurredAt: Date;
  dueAt: Date | null;
  createdAt: Date;
  erasedAt: Date | null;
  outbox: { eventId: string }[];
  deliveries: { id: string; subscriptionId: string; status: string }[];
};

export type Candidate = { id: string; events: string[]; active: boolean; createdAt: Date };

export const toEventView = (row: EventRow, webhooks: readonly Candidate[]): EventView => ({
  id: row.id,
  externalId: row.externalId,
  event: row.event,
  status: row.status as EventView["status"],
  reason: row.rejectedReason,
  test: row.test,
  resourceId: row.resourceId,
  dueAt: row.dueAt?.toISOString() ?? null,
  sourceEventId: row.sourceEventId,
  timestamp: row.occurredAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
  erasedAt: row.erasedAt?.toISOString() ?? null,
  deliveries: row.deliveries.map(({ id, subscriptionId, status }) => ({
    webhookId: subscriptionId,
    deliveryId: id,
    status: status as EventView["deliveries"][number]["status"],
  })),
  skipped: row.test
    ? []
    : webhooks
        .filter(({ id }) => !row.deliveries.some(({ subscriptionId }) => subscriptionId === id))
        .map((webhook) => ({ webhookId: webhook.id, reason: skipReasonOf(row, webhook) })),
});

const skipReasonOf = (row: EventRow, webhook: Candidate): EventView["skipped"][number]["reason"] => {
  if (row.status === "rejected" || row.status === "canceled") return row.status;
  if (row.outbox.length > 0) return "not_dispatched";
  if (!webhook.events.includes(row.event)) return "not_subscribed";
  if (webhook.createdAt > (row.dueAt ?? row.createdAt)) return "created_later";
  // Covers a webhook that was off, or not yet subscribed, at fan-out.
  return "inactive";
};

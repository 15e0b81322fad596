import type { Deps } from "#domain/context.ts";
import { isOperationalEvent, operationalEvent } from "#domain/event-types/operational-event.ts";
import type { ClaimedDelivery } from "#engine/claim/claim-deliveries.ts";
import type { StateAfter } from "#engine/record/next-state.ts";

/** An attempt that has ended, as far as its operational event needs it. */
export type Ended = {
  claimed: Pick<
    ClaimedDelivery,
    | "deliveryId"
    | "tenantId"
    | "subscriptionId"
    | "url"
    | "description"
    | "eventId"
    | "event"
    | "number"
    | "status"
    | "test"
  >;
  error: { code: string; message: string } | null;
  after: Pick<StateAfter, "status">;
};

/**
 * SQL that stores the events below for attempts in a query `delivery (id, number)`. Leaves out events that no webhook is subscribed
 * to, since there may be many. Takes their columns as parameters that begin at `first`.
 */
export const storeFailedEvents = (first: number): string => {
  const types = ["text", "int", "text", "text", "text", "text", "timestamptz", "bytea"];
  return `failed AS (
  SELECT e.* FROM unnest(${types.map((type, index) => `$${first + index}::${type}[]`).join(", ")})
    AS e(delivery_id, number, id, tenant_id, event, about, occurred_at, body)
  JOIN delivery ON delivery.id = e.delivery_id AND delivery.number = e.number
  WHERE EXISTS (SELECT FROM webhook_subscription o WHERE o.tenant_id = e.tenant_id AND o.id <> e.about AND o.active
    AND o.deleted_at IS NULL AND e.event = ANY(o.events))
), event AS (
  INSERT INTO webhook_event (id, tenant_id, event, resource_id, occurred_at)
  SELECT id, tenant_id, event, about, occurred_at FROM failed
), outbox AS (
  INSERT INTO webhook_outbox (tenant_id, event_id) SELECT tenant_id, id FROM failed
), failed_payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body) SELECT id, tenant_id, body FROM failed
)`;
};

/**
 * Makes `delivery.failed` for each delivery that a group of results ends, as columns for the statement that records them. Leaves
 * out deliveries of operational events: each failed one would make another.
 */
export const failedDeliveryEvents = (
  { clock, settings }: Pick<Deps, "clock" | "settings">,
  results: readonly Ended[],
): { count: number; columns: unknown[][] } => {
  const now = clock();
  const ended = results.filter(
    ({ claimed, after }) =>
      after.status === "failed" && claimed.status !== "failed" && !claimed.test && !isOperationalEvent(claimed.event),
  );
  if (ended.length === 0) return { count: 0, columns: [] };
  const events = ended.map(({ claimed, error }) => ({
    deliveryId: claimed.deliveryId,
    number: claimed.number,
    ...operationalEvent({
      event: "delivery.failed",
      tenantId: claimed.tenantId,
      webhook: { id: claimed.subscriptionId, url: claimed.url, description: claimed.description },
      now,
      baseUrl: settings.baseUrl,
      deliveryId: claimed.deliveryId,
      eventId: claimed.eventId,
      eventType: claimed.event,
      attemptCount: claimed.number,
      lastError: error,
    }),
  }));
  const column = (value: (event: (typeof events)[number]) => unknown) => events.map(value);
  return {
    count: events.length,
    columns: [
      column(({ deliveryId }) => deliveryId),
      column(({ number }) => number),
      column(({ id }) => id),
      column(({ tenantId }) => tenantId),
      column(({ event }) => event),
      column(({ resourceId }) => resourceId),
      column(({ occurredAt }) => occurredAt),
      column(({ body }) => Buffer.from(body)),
    ],
  };
};

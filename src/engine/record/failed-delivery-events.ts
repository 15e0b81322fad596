import { withPackedBodies } from "#domain/body-packing.ts";
import type { Deps } from "#domain/context.ts";
import { isOperationalEvent, operationalEvent } from "#domain/event-types/operational-event.ts";
import { EVENT_COLUMNS, type EventRow, insertEvents } from "#domain/sql/insert-events.ts";
import { type RowsSql, rowsOf } from "#domain/sql/rows-of.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";
import type { StateAfter } from "#engine/record/next-state.ts";

export type Ended = {
  claimed: Pick<
    ClaimedDelivery,
    | "deliveryId"
    | "tenantId"
    | "mode"
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

export type FailedEvent = EventRow & { deliveryId: string; number: number };

export const FAILED_EVENTS = rowsOf<FailedEvent>({ ...EVENT_COLUMNS, deliveryId: "text", number: "int" });

/**
 * SQL that stores `delivery.failed` for attempts in a CTE `delivery (id, number)`. Only tenants with a subscriber get rows, because
 * an outage fails many deliveries.
 */
export const storeFailedEvents = (events: RowsSql<"body">): string => `failed AS (
  SELECT n.* FROM ${events.as("n")} JOIN delivery ON delivery.id = n.delivery_id AND delivery.number = n.number
  WHERE EXISTS (SELECT FROM webhook_subscription o WHERE o.tenant_id = n.tenant_id AND o.id <> n.resource_id AND o.active
    AND o.mode = n.mode AND o.deleted_at IS NULL AND n.event = ANY(o.events))
), ${insertEvents({ events, from: "failed" })}`;

/**
 * Makes `delivery.failed` for each live delivery that a group of results ends. Skips deliveries of operational events, since each
 * failed one would make another.
 */
export const failedDeliveryEvents = (
  { clock, settings, bodyPacking }: Pick<Deps, "clock" | "settings" | "bodyPacking">,
  results: readonly Ended[],
): readonly FailedEvent[] => {
  const now = clock();
  const ended = results.filter(
    ({ claimed, after }) =>
      after.status === "failed" &&
      claimed.status !== "failed" &&
      claimed.mode === "live" &&
      !claimed.test &&
      !isOperationalEvent(claimed.event),
  );
  const events = ended.map(({ claimed, error }) => {
    const {
      body,
      isEmailed: _,
      ...event
    } = operationalEvent({
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
    });
    return { ...event, body: Buffer.from(body), deliveryId: claimed.deliveryId, number: claimed.number };
  });
  return withPackedBodies(bodyPacking, events);
};

import type { Deps } from "#domain/context.ts";
import type { AttemptResult } from "#domain/deliveries/record-results.ts";
import { isOperationalEvent, operationalEvent } from "#domain/event-types/operational-event.ts";

/**
 * `delivery.failed` for each delivery that a group of results ends, as columns for the statement that records them. The
 * failed delivery of an operational event makes none: that could go round for ever.
 */
export const failedDeliveryEvents = (
  { clock, settings }: Pick<Deps, "clock" | "settings">,
  results: readonly AttemptResult[],
): { count: number; columns: unknown[][] } => {
  const now = clock();
  const ended = results.filter(
    ({ claimed, after }) =>
      after.status === "failed" && claimed.status !== "failed" && !claimed.test && !isOperationalEvent(claimed.event),
  );
  if (ended.length === 0) return { count: 0, columns: [] };
  const events = ended.map(({ claimed, error }) => ({
    deliveryId: claimed.deliveryId,
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
      column(({ id }) => id),
      column(({ tenantId }) => tenantId),
      column(({ event }) => event),
      column(({ resourceId }) => resourceId),
      column(({ occurredAt }) => occurredAt),
      column(({ body }) => Buffer.from(body)),
    ],
  };
};

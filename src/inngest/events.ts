import { eventType, staticSchema } from "inngest";

// Ids only: Inngest stores events and shows them in its dashboard. No runtime schema: one invalid event would end a
// whole batch for good (400 and no retry, measured).

/** A stored event waits for its fan-out. */
export const eventAccepted = eventType("bellhop/event.accepted", {
  schema: staticSchema<{ eventId: string; tenantId: string }>(),
});

/** A delivery that has a run of its own is due at the event's `ts`. */
export const deliveryDue = eventType("webhook/delivery.due", {
  schema: staticSchema<DueData>(),
});

/** Deliveries of one webhook are due, and share a run. */
export const backlogDue = eventType("bellhop/backlog.due", {
  schema: staticSchema<Place & { deliveryIds: string[] }>(),
});

type Place = { subscriptionId: string; tenantId: string; host: string };
export type DueData = Place & { deliveryId: string };

/**
 * The event that starts a run for a delivery. Its id holds attempt and generation, because Inngest drops an id it has
 * seen in the last 24 h; sent twice, it starts one run.
 */
export const toDueEvent = ({
  deliveryId,
  subscriptionId,
  tenantId,
  host,
  attempts,
  generation,
  dueAt,
}: DueData & { attempts: number; generation: number; dueAt: Date }) =>
  deliveryDue.create(
    { deliveryId, subscriptionId, tenantId, host },
    { id: `${deliveryId}:${attempts}:${generation}`, ts: dueAt.getTime() },
  );

/** One event for each webhook, whatever the number of its deliveries. */
export const toBacklogEvents = (rows: readonly (DueData & { attempts: number; generation: number })[]) =>
  [...Map.groupBy(rows, ({ subscriptionId }) => subscriptionId).values()].flatMap((ofWebhook) => {
    const [first] = ofWebhook;
    if (!first) return [];
    const { deliveryId, subscriptionId, tenantId, host, attempts, generation } = first;
    return backlogDue.create(
      { subscriptionId, tenantId, host, deliveryIds: ofWebhook.map((one) => one.deliveryId) },
      { id: `${deliveryId}:${attempts}:${generation}:backlog` },
    );
  });

/** A recovery may go on at the event's `ts`. */
export const recoveryDue = eventType("bellhop/recovery.due", {
  schema: staticSchema<{ recoveryId: string; tenantId: string }>(),
});

/** Its id holds the due time, which changes with every chunk and when it is announced again. */
export const toRecoveryDue = ({ recoveryId, tenantId, dueAt }: { recoveryId: string; tenantId: string; dueAt: Date }) =>
  recoveryDue.create({ recoveryId, tenantId }, { id: `${recoveryId}:${dueAt.getTime()}`, ts: dueAt.getTime() });

export const toAcceptedEvent = ({
  eventId,
  tenantId,
  generation,
}: {
  eventId: string;
  tenantId: string;
  generation: number;
}) => eventAccepted.create({ eventId, tenantId }, { id: `${eventId}:${generation}` });

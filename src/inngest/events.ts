import { eventType, staticSchema } from "inngest";

// Events carry ids only, because Inngest stores events and shows them in its dashboard. They have no runtime schema, because one
// invalid event would end a whole batch for good (400 and no retry, measured).

/** Announces a stored event that waits for its fan-out. */
export const eventAccepted = eventType("bellhop/event.accepted", {
  schema: staticSchema<{ eventId: string; tenantId: string }>(),
});

/** Announces a delivery that has a run of its own; it is due at the event's `ts`. */
export const deliveryDue = eventType("webhook/delivery.due", {
  schema: staticSchema<DueData>(),
});

/** Announces due deliveries of one webhook, which share a run. */
export const backlogDue = eventType("bellhop/backlog.due", {
  schema: staticSchema<Place & { deliveryIds: string[] }>(),
});

type Place = { subscriptionId: string; tenantId: string; host: string };
export type DueData = Place & { deliveryId: string };

/**
 * Makes the event that starts a run for one delivery. Inngest drops an id that it has seen in the last 24 h: attempt and
 * generation in the id start a new run, and the same event sent twice starts one run.
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

/** Makes one event for each webhook, whatever the number of its deliveries. */
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

/** Announces a recovery that may go on at the event's `ts`. */
export const recoveryDue = eventType("bellhop/recovery.due", {
  schema: staticSchema<{ recoveryId: string; tenantId: string }>(),
});

/** Makes the event of a recovery. Its id holds the due time, which changes with each chunk and each repeated announcement. */
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

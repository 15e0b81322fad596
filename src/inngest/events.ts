import { eventType, staticSchema } from "inngest";

// Inngest stores events and shows them in its dashboard, so events carry ids only. One event that fails a runtime schema would end
// its whole batch (400 and no retry, measured), so events have no schema.

export const eventAccepted = eventType("bellhop/event.accepted", {
  schema: staticSchema<{ eventId: string; tenantId: string }>(),
});

/** One run for one delivery, due at the event's `ts`. */
export const deliveryDue = eventType("webhook/delivery.due", {
  schema: staticSchema<DueData>(),
});

/** One run for several deliveries of one webhook. */
export const backlogDue = eventType("bellhop/backlog.due", {
  schema: staticSchema<Place & { deliveryIds: string[] }>(),
});

type Place = { subscriptionId: string; tenantId: string; host: string };
export type DueData = Place & { deliveryId: string };

/** Inngest drops an id that it saw in the last 24 h. Attempt and generation in the id start a new run. */
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

/** Makes one event per webhook. */
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

/** The recovery may continue at the event's `ts`. */
export const recoveryDue = eventType("bellhop/recovery.due", {
  schema: staticSchema<{ recoveryId: string; tenantId: string }>(),
});

/** The id contains the due time, which changes with each chunk and each repeated announcement. */
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

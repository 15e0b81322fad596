import { eventType, staticSchema } from "inngest";

// Ids only: Inngest stores events and shows them in its dashboard. No runtime schema: one invalid event would end a
// whole batch for good (400 and no retry, measured).

/** A stored event waits for its fan-out. */
export const eventAccepted = eventType("bellhop/event.accepted", {
  schema: staticSchema<{ eventId: string; tenantId: string }>(),
});

/** A delivery is due at the event's `ts`. */
export const deliveryDue = eventType("webhook/delivery.due", {
  schema: staticSchema<DueData>(),
});

/** A delivery is due, among many: it may share a run with others. */
export const deliveryWaits = eventType("bellhop/delivery.waits", {
  schema: staticSchema<DueData>(),
});

export type DueData = { deliveryId: string; subscriptionId: string; tenantId: string; host: string };

/**
 * The event that starts a run for a delivery. Its id holds attempt and generation, because Inngest drops an id it has
 * seen in the last 24 h; sent twice, it starts one run.
 */
export const toDueEvent = (
  { deliveryId, subscriptionId, tenantId, host }: DueData,
  { attempts, generation, dueAt }: { attempts: number; generation: number; dueAt: Date },
) =>
  deliveryDue.create(
    { deliveryId, subscriptionId, tenantId, host },
    { id: `${deliveryId}:${attempts}:${generation}`, ts: dueAt.getTime() },
  );

/** The same as one of many that are due now. Its id differs from the other's, since both may be sent for one attempt. */
export const toWaitingEvent = (
  { deliveryId, subscriptionId, tenantId, host }: DueData,
  { attempts, generation }: { attempts: number; generation: number },
) =>
  deliveryWaits.create(
    { deliveryId, subscriptionId, tenantId, host },
    { id: `${deliveryId}:${attempts}:${generation}:waits` },
  );

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

import type { Deps } from "#domain/context.ts";
import { takeOverdueDeliveries } from "#domain/deliveries/take-overdue-deliveries.ts";
import { takeUndispatchedEvents } from "#domain/events/take-undispatched.ts";
import { findDueRecoveries, takeOverdueRecoveries } from "#domain/recoveries/find-due-recoveries.ts";
import type { InngestClient } from "#inngest/client.ts";
import { toAcceptedEvent, toDueEvent, toRecoveryDue } from "#inngest/events.ts";

const EVENTS_PER_SEND_MAX = 1_000;
const DELIVERIES_PER_SEND_MAX = 500;
const RECOVERIES_PER_SEND_MAX = 100;

/**
 * Announces what waits in the outbox to Inngest, ids only. The taken rows become due again by themselves: if this process
 * dies before the send, or Inngest loses it, they are announced once more with a new id.
 *
 * @returns how many were announced; as many as the limit = call again
 */
export const announceEvents = async (inngest: InngestClient, deps: Deps): Promise<number> => {
  const taken = await takeUndispatchedEvents(deps, { limit: EVENTS_PER_SEND_MAX });
  if (taken.length > 0) await inngest.send(taken.map(toAcceptedEvent));
  return taken.length;
};

/** Sends again the deliveries whose run seems lost, or exactly `deliveryIds` at once (a resend). */
export const announceDeliveries = async (
  inngest: InngestClient,
  deps: Deps,
  deliveryIds: readonly string[] | null = null,
): Promise<number> => {
  const taken = await takeOverdueDeliveries(deps, { limit: DELIVERIES_PER_SEND_MAX, deliveryIds });
  const dueAt = deps.clock();
  if (taken.length > 0) await inngest.send(taken.map((row) => toDueEvent(row, { ...row, dueAt })));
  return taken.length;
};

/** Announces the recoveries that are due, above all new ones. Announced again before it has gone on, one is known by its id. */
export const announceRecoveries = async (inngest: InngestClient, deps: Deps): Promise<number> => {
  const due = await findDueRecoveries(deps, { limit: RECOVERIES_PER_SEND_MAX });
  if (due.length > 0) await inngest.send(due.map(toRecoveryDue));
  return due.length;
};

/** Sends again those whose run seems lost, with a new id. */
export const announceOverdueRecoveries = async (inngest: InngestClient, deps: Deps): Promise<number> => {
  const taken = await takeOverdueRecoveries(deps);
  if (taken.length > 0) await inngest.send(taken.map(toRecoveryDue));
  return taken.length;
};

import type { Deps } from "#domain/context.ts";
import { takeOverdueDeliveries } from "#domain/deliveries/take-due-deliveries.ts";
import { takeUndispatchedEvents } from "#domain/events/take-undispatched.ts";
import type { InngestClient } from "#inngest/client.ts";
import { toAcceptedEvent, toDueEvent } from "#inngest/events.ts";

const EVENTS_PER_SEND_MAX = 1_000;
const DELIVERIES_PER_SEND_MAX = 500;

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

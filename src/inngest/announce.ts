import type { Deps } from "#domain/context.ts";
import { EVENTS_AT_INNGEST_MAX } from "#domain/fairness.ts";
import { findDueRecoveries, takeOverdueRecoveries } from "#domain/recoveries/find-due-recoveries.ts";
import { giveBackDeliveries, takeResent, takeUnannounced } from "#engine/claim/take-deliveries.ts";
import { countTaken, giveBackEvents, takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { InngestClient } from "#inngest/client.ts";
import { toAcceptedEvent, toBacklogEvents, toDueEvent, toRecoveryDue } from "#inngest/events.ts";

const EVENTS_PER_SEND_MAX = 1_000;
/** Full batch of `dispatch-events`. Smaller batches cost more runs. */
const EVENTS_PER_SEND_MIN = 100;
const DELIVERIES_PER_SEND_MAX = 500;
const RECOVERIES_PER_SEND_MAX = 100;

/**
 * Announces waiting events round-robin by tenant. A taken row becomes due again, so a crash or an event lost by Inngest leads to a new
 * announcement with a new id. Gives rows back while Inngest is unavailable.
 * @returns `isFull`: Inngest has enough events for now
 */
export const announceEvents = async (
  inngest: InngestClient,
  deps: Deps,
): Promise<{ announced: number; isFull: boolean }> => {
  const left = EVENTS_AT_INNGEST_MAX - (await countTaken(deps, { max: EVENTS_AT_INNGEST_MAX }));
  if (left < EVENTS_PER_SEND_MIN) return { announced: 0, isFull: true };
  const taken = await takeUndispatchedEvents(deps, { limit: Math.min(left, EVENTS_PER_SEND_MAX) });
  if (taken.length > 0) await send(inngest, taken.map(toAcceptedEvent), () => giveBackEvents(deps, taken));
  return { announced: taken.length, isFull: false };
};

/** Announces `resent` deliveries, or all due deliveries that no run knows of. */
export const announceDeliveries = async (
  inngest: InngestClient,
  deps: Deps,
  resent: readonly string[] | null = null,
): Promise<number> => {
  const { own, backlog } = resent
    ? await takeResent(
        deps,
        resent.map((deliveryId) => ({ deliveryId })),
      )
    : await takeUnannounced(deps, { limit: DELIVERIES_PER_SEND_MAX });
  const dueAt = deps.clock();
  const events = [...own.map((row) => toDueEvent({ ...row, dueAt })), ...toBacklogEvents(backlog)];
  if (events.length > 0) await send(inngest, events, () => giveBackDeliveries(deps, [...own, ...backlog]));
  return own.length + backlog.length;
};

/** Gives rows back after an error. Inngest drops a repeated event by its id. */
const send = async (
  inngest: InngestClient,
  events: Parameters<InngestClient["send"]>[0],
  giveBack: () => Promise<void>,
) => {
  try {
    await inngest.send(events);
  } catch (error) {
    await giveBack();
    throw error;
  }
};

/** Safe to repeat: Inngest drops a repeat by its id until the recovery continues. */
export const announceRecoveries = async (inngest: InngestClient, deps: Deps): Promise<number> => {
  const due = await findDueRecoveries(deps, { limit: RECOVERIES_PER_SEND_MAX });
  if (due.length > 0) await inngest.send(due.map(toRecoveryDue));
  return due.length;
};

/** Uses new ids: the old announcement seems lost. */
export const announceOverdueRecoveries = async (inngest: InngestClient, deps: Deps): Promise<number> => {
  const taken = await takeOverdueRecoveries(deps);
  if (taken.length > 0) await inngest.send(taken.map(toRecoveryDue));
  return taken.length;
};

export const announceLost = async (inngest: InngestClient, deps: Deps) => ({
  events: (await announceEvents(inngest, deps)).announced,
  deliveries: await announceDeliveries(inngest, deps),
  recoveries: await announceOverdueRecoveries(inngest, deps),
});

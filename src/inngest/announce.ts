import type { Deps } from "#domain/context.ts";
import { EVENTS_AT_INNGEST_MAX } from "#domain/fairness.ts";
import { findDueRecoveries, takeOverdueRecoveries } from "#domain/recoveries/find-due-recoveries.ts";
import { giveBackDeliveries, takeResent, takeUnannounced } from "#engine/claim/take-deliveries.ts";
import { countTaken, giveBackEvents, takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { InngestClient } from "#inngest/client.ts";
import { toAcceptedEvent, toBacklogEvents, toDueEvent, toRecoveryDue } from "#inngest/events.ts";

const EVENTS_PER_SEND_MAX = 1_000;
/** A full batch of `dispatch-events`: smaller batches only cost more runs. */
const EVENTS_PER_SEND_MIN = 100;
const DELIVERIES_PER_SEND_MAX = 500;
const RECOVERIES_PER_SEND_MAX = 100;

/**
 * Announces waiting events to Inngest, ids only, in turns by tenant and a bounded number at a time. A taken row falls due again
 * by itself: if this process dies before the send, or Inngest loses the event, it is announced once more with a new id.
 * While Inngest is away the rows are given back.
 *
 * @returns how many were announced, and whether Inngest has enough to do for now
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

/** Announces due deliveries that no run knows, or exactly `resent`: each if it has a run of its own, else once a webhook. */
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

/** Sends events, or gives their rows back. If Inngest had taken some of them all the same, it drops the repeat by its id. */
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

/** Announces due recoveries. Inngest drops a repeat by its id until the recovery has gone on. */
export const announceRecoveries = async (inngest: InngestClient, deps: Deps): Promise<number> => {
  const due = await findDueRecoveries(deps, { limit: RECOVERIES_PER_SEND_MAX });
  if (due.length > 0) await inngest.send(due.map(toRecoveryDue));
  return due.length;
};

/** Announces recoveries whose run seems lost, with a new id. */
export const announceOverdueRecoveries = async (inngest: InngestClient, deps: Deps): Promise<number> => {
  const taken = await takeOverdueRecoveries(deps);
  if (taken.length > 0) await inngest.send(taken.map(toRecoveryDue));
  return taken.length;
};

/** Announces everything that a real Inngest seems to have lost. */
export const announceLost = async (inngest: InngestClient, deps: Deps) => ({
  events: (await announceEvents(inngest, deps)).announced,
  deliveries: await announceDeliveries(inngest, deps),
  recoveries: await announceOverdueRecoveries(inngest, deps),
});

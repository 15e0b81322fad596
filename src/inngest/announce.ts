import type { Deps } from "#domain/context.ts";
import { findDueRecoveries, takeOverdueRecoveries } from "#domain/recoveries/find-due-recoveries.ts";
import { giveBackDeliveries, takeResent, takeUnannounced } from "#engine/claim/take-deliveries.ts";
import { countTaken, giveBackEvents, takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { InngestClient } from "#inngest/client.ts";
import { toAcceptedEvent, toBacklogEvents, toDueEvent, toRecoveryDue } from "#inngest/events.ts";

const EVENTS_PER_SEND_MAX = 1_000;
/**
 * Events at most that were announced and are not dispatched yet. An import of 100,000 waits in its rows, where tenants take
 * turns, and not in Inngest's queue, where it would hold up what comes after it and be announced again and again.
 */
const AWAITED_MAX = 2_000;
/** A full batch of `dispatch-events`: smaller ones only cost more runs. */
const ROOM_MIN = 100;
const DELIVERIES_PER_SEND_MAX = 500;
const RECOVERIES_PER_SEND_MAX = 100;

/**
 * Announces what waits in the outbox to Inngest, ids only. The taken rows become due again by themselves: if this process
 * dies before the send, or Inngest loses it, they are announced once more with a new id. While Inngest is away they are given
 * back, so that they are not taken for announced and lost.
 *
 * @returns how many were announced, and whether Inngest has enough to do now, so that others may wait
 */
export const announceEvents = async (
  inngest: InngestClient,
  deps: Deps,
): Promise<{ announced: number; isFull: boolean }> => {
  const room = AWAITED_MAX - (await countTaken(deps, { max: AWAITED_MAX }));
  if (room < ROOM_MIN) return { announced: 0, isFull: true };
  const taken = await takeUndispatchedEvents(deps, { limit: Math.min(room, EVENTS_PER_SEND_MAX) });
  if (taken.length > 0) await send(inngest, taken.map(toAcceptedEvent), () => giveBackEvents(deps, taken));
  return { announced: taken.length, isFull: false };
};

/**
 * Announces the due deliveries of which no run knows, or exactly `resent`: those with a run of their own one by one, the
 * others once for each webhook.
 */
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

/** What did arrive although the send failed is announced again under the same id, and Inngest drops it. */
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

/** Announces all that a real Inngest seems to have lost. */
export const announceLost = async (inngest: InngestClient, deps: Deps) => ({
  events: (await announceEvents(inngest, deps)).announced,
  deliveries: await announceDeliveries(inngest, deps),
  recoveries: await announceOverdueRecoveries(inngest, deps),
});

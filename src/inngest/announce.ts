import type { Deps } from "#domain/context.ts";
import type { DueRow } from "#domain/deliveries/find-due-deliveries.ts";
import { giveBackDeliveries, takeOverdueDeliveries } from "#domain/deliveries/take-overdue-deliveries.ts";
import { countTaken, giveBackEvents, takeUndispatchedEvents } from "#domain/events/take-undispatched.ts";
import { findDueRecoveries, takeOverdueRecoveries } from "#domain/recoveries/find-due-recoveries.ts";
import type { InngestClient } from "#inngest/client.ts";
import { toAcceptedEvent, toDueEvent, toRecoveryDue, toWaitingEvent } from "#inngest/events.ts";

const EVENTS_PER_SEND_MAX = 1_000;
/**
 * Events at most that were announced and are not dispatched yet. An import of 100,000 waits in its rows, where tenants take
 * turns, and not in Inngest's queue, where it would hold up what comes after it and be announced again and again.
 */
const AWAITED_MAX = 2_000;
/** A full batch of `dispatch-events`: smaller ones only cost more runs. */
const ROOM_MIN = 100;
const DELIVERIES_PER_SEND_MAX = 500;
/** More due deliveries than this are announced to share runs: a run for each costs ten times as much (measured). */
const SHARED_MIN = 10;
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

/** Sends again the deliveries whose run seems lost, or exactly `deliveryIds` at once (a resend). */
export const announceDeliveries = async (
  inngest: InngestClient,
  deps: Deps,
  deliveryIds: readonly string[] | null = null,
): Promise<number> => {
  const taken = await takeOverdueDeliveries(deps, { limit: DELIVERIES_PER_SEND_MAX, deliveryIds });
  const dueAt = deps.clock();
  // Many share runs; a few, such as a resend, do not wait for others.
  const toEvent = (row: DueRow) =>
    taken.length > SHARED_MIN ? toWaitingEvent(row, row) : toDueEvent(row, { ...row, dueAt });
  if (taken.length > 0) await send(inngest, taken.map(toEvent), () => giveBackDeliveries(deps, taken));
  return taken.length;
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

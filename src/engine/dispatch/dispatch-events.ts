import type { BatchedDelivery, DueDelivery } from "#engine/attempt/attempt-batch.ts";
import type { DueRow } from "#engine/claim/find-due-deliveries.ts";
import { takeBacklog } from "#engine/claim/take-deliveries.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";

type WithRun = DueDelivery & { generation: number };

/**
 * Deliveries to announce: `own` have a run each, `backlog` share one. Ids only, since an Inngest server stores step results.
 * `attempted` counts the first attempts that this batch claimed.
 */
export type Dispatched = { attempted: number; own: WithRun[]; backlog: DueRow[] };

/**
 * Fans a batch of events out and makes the first attempts of the fast lane at once. Ends after `stopAfterMs` of attempts at the
 * latest: attempts still open finish in this process and record themselves, and their lease covers a crash.
 *
 * Safe to repeat: a repeat finds only the events that are not fanned out yet. A claim that a failed step has not begun is
 * settled as `interrupted` when its lease ends. The sweep announces what a failed step has not announced.
 */
export const dispatchEvents = async (
  deps: EngineDeps,
  eventIds: readonly string[],
  stopAfterMs?: number,
): Promise<Dispatched> => {
  const { claims, slow, failure } = await fanOut(deps, eventIds);
  // Places for runs are given while the first attempts run, so that no attempt waits for them.
  const [first, slowLane] = await Promise.all([attemptFirst(deps, claims, stopAfterMs), takeSlowLane(deps, slow)]);
  const released = await takeSlowLane(deps, first.released);
  const retried = await assignRuns(deps, first.open);
  if (failure) throw failure.error;
  return {
    attempted: claims.length,
    own: [...retried, ...slowLane.own, ...released.own],
    backlog: [...slowLane.backlog, ...released.backlog],
  };
};

/** Gives runs to deliveries that are due now and have no attempt yet, and takes those for a shared run that get none. */
const takeSlowLane = async (
  deps: EngineDeps,
  deliveries: readonly BatchedDelivery[],
): Promise<{ own: WithRun[]; backlog: DueRow[] }> => {
  const dueAt = deps.clock();
  const own = await assignRuns(
    deps,
    deliveries.map((delivery) => ({ ...delivery, dueAt, attempts: 0 })),
  );
  return { own, backlog: own.length === deliveries.length ? [] : await takeBacklog(deps, deliveries) };
};

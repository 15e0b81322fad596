import type { BatchedDelivery, DueDelivery } from "#engine/attempt/attempt-batch.ts";
import type { DueRow } from "#engine/claim/find-due-deliveries.ts";
import { takeBacklog } from "#engine/claim/take-deliveries.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";

type WithRun = DueDelivery & { generation: number };

/** `own` deliveries have one run each, `backlog` deliveries share a run. Holds ids only: Inngest stores step results. */
export type Dispatched = { attempted: number; own: WithRun[]; backlog: DueRow[] };

/**
 * Fans out events and makes the first attempts of the fast lane. Attempts still open after `stopAfterMs` finish in this process. Safe
 * to repeat. After a crash, claims become `interrupted` when their lease ends, and the sweep announces due deliveries.
 */
export const dispatchEvents = async (
  deps: EngineDeps,
  eventIds: readonly string[],
  stopAfterMs?: number,
): Promise<Dispatched> => {
  const { claims, slow, failure } = await fanOut(deps, eventIds);
  // First attempts must not wait for the slow lane.
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

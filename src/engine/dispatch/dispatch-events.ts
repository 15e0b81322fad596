import { advanceLanes, type Startable } from "#domain/deliveries/advance-lanes.ts";
import { type BatchedDelivery, type DueDelivery, toBatched } from "#engine/attempt/attempt-batch.ts";
import type { DueRow } from "#engine/claim/find-due-deliveries.ts";
import { takeBacklog } from "#engine/claim/take-deliveries.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import type { FannedOut, FilledLane } from "#engine/dispatch/batch.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";

type WithRun = DueDelivery & { generation: number };

/** `own` deliveries have one run each, `backlog` deliveries share a run. Holds ids only: Inngest stores step results. */
export type Dispatched = { attempted: number; own: WithRun[]; backlog: DueRow[] };

/**
 * Fans out events, unless that is done, and makes the first attempts of the fast lane. Attempts still open after `stopAfterMs` finish in this process.
 * Safe to repeat. After a crash, claims become `interrupted` when their lease ends, and the sweep announces due deliveries.
 */
export const dispatchEvents = async (
  deps: EngineDeps,
  eventIds: readonly string[],
  { fannedOut, stopAfterMs }: { fannedOut?: FannedOut; stopAfterMs?: number } = {},
): Promise<Dispatched> => {
  const { claims, slow, lanes, failure } = fannedOut ?? (await fanOut(deps, eventIds));
  const [fastHeads, slowHeads] = splitBy(await advanceLanes(deps, lanes), isFastIn(lanes));
  // First attempts must not wait for the slow lane.
  const [first, slowLane] = await Promise.all([
    attemptFirst(deps, claims, stopAfterMs, fastHeads),
    takeSlowLane(deps, [...slow, ...slowHeads.map(toBatched)]),
  ]);
  const released = await takeSlowLane(deps, first.released);
  const retried = await assignRuns(deps, first.open);
  if (failure) throw failure.error;
  return {
    attempted: claims.length,
    own: [...retried, ...slowLane.own, ...released.own],
    backlog: [...slowLane.backlog, ...released.backlog],
  };
};

const isFastIn = (lanes: readonly FilledLane[]) => {
  const slow = new Set(lanes.flatMap(({ subscriptionId, isFast }) => (isFast ? [] : subscriptionId)));
  return ({ subscriptionId, attempts }: Startable) => attempts === 0 && !slow.has(subscriptionId);
};

const splitBy = <Value>(values: readonly Value[], isFirst: (value: Value) => boolean): [Value[], Value[]] => [
  values.filter(isFirst),
  values.filter((value) => !isFirst(value)),
];

const takeSlowLane = async (
  deps: EngineDeps,
  deliveries: readonly BatchedDelivery[],
): Promise<{ own: WithRun[]; backlog: DueRow[] }> => {
  const dueAt = deps.clock();
  // Deliveries whose sending is paused wait as rows: a run could not begin them.
  const sendable = deliveries.filter((delivery) => !deps.pauses.isPaused(delivery));
  const own = await assignRuns(
    deps,
    sendable.map((delivery) => ({ ...delivery, dueAt, attempts: 0 })),
  );
  return { own, backlog: own.length === sendable.length ? [] : await takeBacklog(deps, sendable) };
};

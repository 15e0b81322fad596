import type { Place } from "#domain/subscriptions/place.ts";
import { followLane } from "#engine/attempt/follow-lane.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { explainRefusal } from "#engine/claim/explain-refusal.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";
import { assignRuns, releaseRuns } from "#engine/retry/assign-runs.ts";

/**
 * `retry`, `not_due`: the delivery keeps its run. `held`: another worker has the lease. `left`: the delivery loses its run, because
 * its webhook is paused, limited or has no free run: a later look finds it. `busy`: webhook, tenant, host or process is at its cap.
 */
export type AttemptAnswer =
  | { outcome: "delivered" | "failed" | "held" | "final" | "left" | "busy" }
  | { outcome: "retry" | "not_due"; dueAt: Date };

/** Longest wait inside a run. A shorter wait costs less than a new run. */
const SLOT_WAIT_MAX_MS = 1_000;
const TRIES_MAX = 8;

/**
 * Attempts one due delivery. Safe to repeat: the row decides, so a repeated or early call sends nothing. Settles the attempt of a dead
 * process first.
 */
export const attemptDelivery = async (
  deps: EngineDeps,
  { deliveryId, ...place }: Place & { deliveryId: string },
): Promise<AttemptAnswer> => {
  const taken = deps.inFlight.enter(place, "slow");
  if (!taken) return { outcome: "busy" };
  try {
    return await attempt(deps, deliveryId, taken.answered);
  } finally {
    taken.leave();
  }
};

const attempt = async (deps: EngineDeps, deliveryId: string, onAnswer: () => void): Promise<AttemptAnswer> => {
  for (let tries = 1; ; tries++) {
    const [claimed] = await claimDeliveries(deps, [deliveryId]);
    if (claimed) {
      const { delivered, applied, dueAt } = await performAttempt(deps, claimed, { lane: "slow", onAnswer });
      if (claimed.orderLane !== null && !dueAt)
        await followLane(deps, { ...claimed, orderLane: claimed.orderLane }, onAnswer).catch((error: Error) =>
          deps.log.warn({ deliveryId, err: error }, "could not go on in order; polling will find the next delivery"),
        );
      if (!applied) return { outcome: "held" };
      if (dueAt) return later(deps, deliveryId, { outcome: "retry", dueAt });
      return { outcome: delivered ? "delivered" : "failed" };
    }
    const refusal = await explainRefusal(deps, deliveryId);
    if (refusal.answer === "final" || refusal.answer === "held") return { outcome: refusal.answer };
    if (refusal.answer === "not_due") return later(deps, deliveryId, { outcome: "not_due", dueAt: refusal.dueAt });
    if (refusal.answer === "paused" || tries === TRIES_MAX) return leave(deps, deliveryId);
    if (refusal.answer === "expired") await settleInterrupted(deps, [deliveryId]);
    else if (refusal.opensInMs > SLOT_WAIT_MAX_MS) return leave(deps, deliveryId);
    else await new Promise((resolve) => setTimeout(resolve, refusal.opensInMs));
  }
};

const later = async (deps: EngineDeps, deliveryId: string, answer: AttemptAnswer): Promise<AttemptAnswer> => {
  const [kept] = await assignRuns(deps, [{ deliveryId }]);
  return kept ? answer : { outcome: "left" };
};

const leave = async (deps: EngineDeps, deliveryId: string): Promise<AttemptAnswer> => {
  await releaseRuns(deps, [deliveryId]);
  return { outcome: "left" };
};

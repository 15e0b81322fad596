import { advanceLanes } from "#domain/deliveries/advance-lanes.ts";
import type { Lane } from "#domain/order-lane.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Time in which a run goes on with its lane. A run for each delivery costs several times an attempt (measured). */
const FOLLOW_MS = 1_000;

/**
 * Attempts the next deliveries of a lane whose head has ended, one after another, in the place of that head. Announces the next one when
 * the time is over. A delivery that fails, or that another process has, ends the walk.
 */
export const followLane = async (deps: EngineDeps, lane: Lane, onAnswer: () => void): Promise<void> => {
  const until = performance.now() + FOLLOW_MS;
  for (;;) {
    const [next] = await advanceLanes(deps, [lane]);
    if (!next) return;
    const { deliveryId } = next;
    if (performance.now() >= until) return deps.publish({ channel: "deliveries", deliveryId });
    const [claimed] = await claimDeliveries(deps, [deliveryId]);
    if (!claimed) return;
    const { dueAt } = await performAttempt(deps, claimed, { lane: "slow", onAnswer });
    if (dueAt) return;
  }
};

import type { Deps } from "#domain/context.ts";
import { releaseRuns } from "#domain/deliveries/assign-runs.ts";
import { type BatchedDelivery, createAttemptBatch, type DueDelivery } from "#domain/deliveries/attempt-batch.ts";
import { claimDeliveries } from "#domain/deliveries/claim-deliveries.ts";
import type { Taken } from "#domain/deliveries/in-flight.ts";
import { settleInterrupted } from "#domain/deliveries/settle-interrupted.ts";

/**
 * Attempts many deliveries that are due, retries and backlogs, at once within the caps of the careful lane; those that find no
 * place begin when one becomes free. The rows decide: running this twice, too early or after the end sends nothing. What
 * finds no place in time, or whose webhook may be sent nothing now, stays due, and may be announced again. Attempts that a dead process left open are
 * settled before they are made again.
 *
 * Answers after `stopAfterMs` at the latest with those that were attempted and are not over.
 */
export const attemptDue = async (
  deps: Deps,
  deliveries: readonly BatchedDelivery[],
  stopAfterMs = 1_000,
): Promise<DueDelivery[]> => {
  const batch = createAttemptBatch(deps, stopAfterMs);
  let waiting = [...new Map(deliveries.map((delivery) => [delivery.deliveryId, delivery])).values()];
  const notBegun = new Set(waiting.map(({ deliveryId }) => deliveryId));
  while (waiting.length > 0 && !batch.isTimeUp()) {
    // Taken before looking: a place that is freed meanwhile, also by another batch, must not be missed.
    const freed = deps.inFlight.whenFreed();
    const blocked: BatchedDelivery[] = [];
    const places = new Map<string, { delivery: BatchedDelivery; taken: Taken }>();
    for (const delivery of waiting) {
      const taken = deps.inFlight.enter(delivery, "careful");
      if (taken) places.set(delivery.deliveryId, { delivery, taken });
      else blocked.push(delivery);
    }
    waiting = blocked;
    await begin(places);
    if (waiting.length > 0) await Promise.race([batch.deadline, freed]);
  }
  const open = await batch.end();
  await releaseRuns(deps, [...notBegun]);
  return open;

  /** Leaves no place taken of what could not be claimed. */
  async function begin(places: Map<string, { delivery: BatchedDelivery; taken: Taken }>) {
    let isSettled = false;
    try {
      while (places.size > 0 && !batch.isTimeUp()) {
        const claimed = await claimDeliveries(deps, [...places.keys()]);
        for (const one of claimed) {
          const place = places.get(one.deliveryId);
          places.delete(one.deliveryId);
          notBegun.delete(one.deliveryId);
          if (place) await batch.begin(place.delivery, one, place.taken);
        }
        // A claim lets one delivery of a limited webhook pass: as long as any pass, there may be more.
        if (claimed.length > 0) continue;
        if (isSettled) break;
        await settleInterrupted(deps, [...places.keys()]);
        isSettled = true;
      }
    } finally {
      for (const { taken } of places.values()) taken.leave();
    }
  }
};

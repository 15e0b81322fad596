import { advanceLanes, type Startable } from "#domain/deliveries/advance-lanes.ts";
import type { Lane } from "#domain/order-lane.ts";
import { announceNext } from "#engine/attempt/announce-next.ts";
import { type AttemptBatch, type BatchedDelivery, toBatched } from "#engine/attempt/attempt-batch.ts";
import { CLAIM_MAX, claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import type { Taken } from "#engine/claim/in-flight.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/**
 * Attempts the heads of lanes within the caps of the fast lane. When a head ends, its lane goes on at once with the next first attempt.
 * Returns due heads that did not begin before the end of the batch.
 */
export const attemptInOrder = async (
  deps: EngineDeps,
  batch: AttemptBatch,
  heads: readonly BatchedDelivery[],
): Promise<BatchedDelivery[]> => {
  let ready = [...heads];
  let freeLanes: Lane[] = [];
  let running = 0;
  let isOver = false;
  let wake = () => {};

  const onLaneFree = (lane: Lane) => {
    if (isOver) return void announceNext(deps, lane);
    freeLanes.push(lane);
    wake();
  };

  while (!batch.isTimeUp() && (ready.length > 0 || freeLanes.length > 0 || running > 0)) {
    // Listen before entering: an attempt may end meanwhile.
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const freed = deps.inFlight.whenFreed();
    const free = freeLanes;
    freeLanes = [];
    ready.push(...(await advanceLanes(deps, free)).filter(isFirstAttempt).map(toBatched));
    const begun = await begin();
    if (begun === CLAIM_MAX || freeLanes.length > 0) continue;
    if (running > 0 || ready.length > 0)
      await Promise.race([batch.deadline, woken, ...(ready.length > 0 ? [freed] : [])]);
  }
  isOver = true;
  for (const lane of freeLanes) void announceNext(deps, lane);
  return ready;

  /** Returns how many deliveries were claimed or found taken. */
  async function begin(): Promise<number> {
    const entered = new Map<string, { delivery: BatchedDelivery; taken: Taken }>();
    const blocked: BatchedDelivery[] = [];
    for (const delivery of ready) {
      const taken = entered.size < CLAIM_MAX ? deps.inFlight.enter(delivery, "fast") : null;
      if (taken) entered.set(delivery.deliveryId, { delivery, taken });
      else blocked.push(delivery);
    }
    ready = blocked;
    if (entered.size === 0) return 0;
    const count = entered.size;
    try {
      for (const claimed of await claimDeliveries(deps, [...entered.keys()])) {
        const place = entered.get(claimed.deliveryId);
        if (!place) continue;
        entered.delete(claimed.deliveryId);
        running++;
        await batch.begin(place.delivery, claimed, ended(place.taken), onLaneFree);
      }
    } finally {
      // Another process has these, or their webhook is limited now: they are due rows like others.
      for (const { taken } of entered.values()) taken.leave();
    }
    return count;
  }

  function ended(taken: Taken): Taken {
    return {
      ...taken,
      leave: () => {
        running--;
        taken.leave();
        wake();
      },
    };
  }
};

const isFirstAttempt = ({ attempts }: Startable) => attempts === 0;

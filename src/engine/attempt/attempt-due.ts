import { setTimeout as sleep } from "node:timers/promises";
import { type BatchedDelivery, createAttemptBatch, type DueDelivery } from "#engine/attempt/attempt-batch.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import type { Taken } from "#engine/claim/in-flight.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";
import { releaseRuns } from "#engine/retry/assign-runs.ts";

/**
 * Attempts due deliveries within the caps of the slow lane and the rates of their webhooks. Settles attempts of a dead process first.
 * Deliveries that do not begin before `stopAfterMs` stay due. Safe to repeat: the rows decide. Returns attempted deliveries that are
 * not final.
 */
export const attemptDue = async (
  deps: EngineDeps,
  deliveries: readonly BatchedDelivery[],
  stopAfterMs = 1_000,
): Promise<DueDelivery[]> => {
  const batch = createAttemptBatch(deps, stopAfterMs);
  let waiting = [...new Map(deliveries.map((delivery) => [delivery.deliveryId, delivery])).values()];
  const notBegun = new Set(waiting.map(({ deliveryId }) => deliveryId));
  while (waiting.length > 0 && !batch.isTimeUp()) {
    // Listen before entering: another batch may free a place meanwhile.
    const freed = deps.inFlight.whenFreed();
    const blocked: BatchedDelivery[] = [];
    const places: Places = new Map();
    for (const delivery of waiting) {
      const taken = deps.inFlight.enter(delivery, "slow");
      if (taken) places.set(delivery.deliveryId, { delivery, taken });
      else blocked.push(delivery);
    }
    const { limited, opensInMs } = await begin(places);
    waiting = [...blocked, ...limited];
    if (waiting.length === 0) break;
    const opened = opensInMs === null ? [] : [sleep(opensInMs, undefined, { ref: false })];
    await Promise.race([batch.deadline, ...(blocked.length > 0 ? [freed.then(gather)] : []), ...opened]);
  }
  const open = await batch.end();
  await releaseRuns(deps, [...notBegun]);
  return open;

  /** `limited` deliveries wait for the next slot of their webhook. */
  async function begin(places: Places): Promise<{ limited: BatchedDelivery[]; opensInMs: number | null }> {
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
        // Each claim lets one delivery of a limited webhook pass, so another claim may find more.
        if (claimed.length > 0) continue;
        if (isSettled) break;
        await settleInterrupted(deps, [...places.keys()]);
        isSettled = true;
      }
    } finally {
      for (const { taken } of places.values()) taken.leave();
    }
    if (places.size === 0) return { limited: [], opensInMs: null };
    const rows = await deps.sql<{ deliveryId: string; opensInMs: number }>(LIMITED, [[...places.keys()]]);
    return {
      limited: rows.flatMap(({ deliveryId }) => places.get(deliveryId)?.delivery ?? []),
      opensInMs: rows.length > 0 ? Math.min(...rows.map(({ opensInMs }) => opensInMs)) : null,
    };
  }
};

/** Time for further places to become free: a claim of one delivery costs as much as one of five. */
const GATHER_MS = 5;
const gather = () => sleep(GATHER_MS, undefined, { ref: false });

type Places = Map<string, { delivery: BatchedDelivery; taken: Taken }>;

const LIMITED = `
SELECT d.id AS "deliveryId", (extract(epoch FROM s.gate_at - now()) * 1000)::float8 AS "opensInMs"
FROM webhook_delivery d JOIN webhook_subscription s ON s.id = d.subscription_id
WHERE d.id = ANY($1) AND d.due_at <= now() AND d.lease_token IS NULL AND s.probes IS NULL AND s.gate_at > now()`;

import type { Deps } from "#domain/context.ts";
import { IS_CAREFUL } from "#domain/subscriptions/is-careful.ts";
import { type BatchedDelivery, createAttemptBatch, type DueDelivery } from "#engine/attempt/attempt-batch.ts";
import { withOwnBodies } from "#engine/attempt/redacted-bodies.ts";
import { CLAIM_MAX, type ClaimedDelivery, claimDeliveries, releaseReserved } from "#engine/claim/claim-deliveries.ts";
import type { Taken } from "#engine/claim/in-flight.ts";
import type { FirstClaim } from "#engine/dispatch/claimed-batches.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/**
 * The first attempts of a batch, at once within the caps of each webhook and tenant, each recorded as soon as it ends. Those
 * that fan-out claimed in this process begin with what it read, if their webhook has not been changed since.
 * Answers after `stopAfterMs` at the latest with those that are not over: attempts still open finish in this process, and
 * those not begun are due at once.
 */
export const attemptFirst = async (
  deps: EngineDeps,
  { deliveries, reservation }: { deliveries: readonly BatchedDelivery[]; reservation: string },
  stopAfterMs = 1_000,
): Promise<DueDelivery[]> => {
  const claimed = deps.claimedBatches?.take(reservation) ?? new Map<string, FirstClaim>();
  const batch = createAttemptBatch(deps, stopAfterMs);
  // What this process has begun before is not begun twice: its lease covers it.
  let waiting = deliveries.filter(({ deliveryId }) => !deps.claimedBatches || claimed.has(deliveryId));

  while (waiting.length > 0 && !batch.isTimeUp()) {
    // Taken before looking: a place that is freed meanwhile, also by another batch, must not be missed.
    const freed = deps.inFlight.whenFreed();
    const blocked: BatchedDelivery[] = [];
    const entered: { delivery: BatchedDelivery; taken: Taken }[] = [];
    for (const delivery of waiting) {
      const taken = entered.length < CLAIM_MAX ? deps.inFlight.enter(delivery, "fast") : null;
      if (taken) entered.push({ delivery, taken });
      else blocked.push(delivery);
    }
    waiting = blocked;
    if (entered.length > 0) await start(entered);
    if (waiting.length > 0 && entered.length < CLAIM_MAX) await Promise.race([batch.deadline, freed]);
  }
  const open = await batch.end();
  const notBegun = waiting.map(({ deliveryId }) => deliveryId);
  if (waiting.length > 0) await releaseReserved(deps, notBegun, reservation);
  const now = deps.clock();
  return [...open, ...waiting.map((delivery) => ({ ...delivery, dueAt: now, attempts: 0 }))];

  async function start(entered: { delivery: BatchedDelivery; taken: Taken }[]) {
    const byId = await claim(entered.map(({ delivery }) => delivery.deliveryId)).catch((error) => {
      for (const { taken } of entered) taken.leave();
      // The step is tried again, and begins what has not begun.
      deps.claimedBatches?.put(reservation, [...claimed.values()]);
      throw error;
    });
    for (const { delivery, taken } of entered) {
      const one = byId.get(delivery.deliveryId);
      claimed.delete(delivery.deliveryId);
      if (one) await batch.begin(delivery, one, taken);
      else taken.leave();
    }
  }

  async function claim(deliveryIds: readonly string[]): Promise<Map<string, ClaimedDelivery>> {
    const unchanged = await stillTrue(
      deps,
      deliveryIds.flatMap((id) => claimed.get(id) ?? []),
    );
    // Here and not in fan-out: of a whole batch they would be far more bytes than of what begins now.
    const known = await withOwnBodies(deps, unchanged);
    const knownIds = new Set(known.map(({ deliveryId }) => deliveryId));
    const others = deliveryIds.filter((id) => !knownIds.has(id));
    const rows = others.length > 0 ? await claimDeliveries(deps, others, reservation) : [];
    return new Map([...known, ...rows].map((one) => [one.deliveryId, one]));
  }
};

/** Those whose webhook is as fan-out read it: on, not limited, with the same URL and secrets. */
const stillTrue = async ({ sql }: Pick<Deps, "sql">, claims: readonly FirstClaim[]): Promise<FirstClaim[]> => {
  if (claims.length === 0) return [];
  const webhooks = new Map(claims.map(({ subscriptionId, webhookUpdatedAt }) => [subscriptionId, webhookUpdatedAt]));
  const rows = await sql<{ id: string }>(UNCHANGED, [[...webhooks.keys()], [...webhooks.values()]]);
  const unchanged = new Set(rows.map(({ id }) => id));
  return claims.filter(({ subscriptionId }) => unchanged.has(subscriptionId));
};

const UNCHANGED = `
SELECT s.id FROM webhook_subscription s JOIN unnest($1::text[], $2::timestamptz[]) AS r(id, updated_at) USING (id, updated_at)
WHERE active AND deleted_at IS NULL AND NOT ${IS_CAREFUL}`;

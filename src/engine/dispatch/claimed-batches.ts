import type { ClaimedDelivery } from "#engine/claim/claim-deliveries.ts";

/** A first attempt, and when its webhook had last been changed as it was read. */
export type FirstClaim = ClaimedDelivery & { webhookUpdatedAt: Date };

/** First attempts that fan-out has claimed in this process, until the next step of their batch begins them. */
export type ClaimedBatches = {
  put(reservation: string, claimed: readonly FirstClaim[]): void;
  /** Gives them once, while enough of their lease is left; else none: their lease covers them. */
  take(reservation: string): Map<string, FirstClaim>;
};

/** Between two steps of one run lie milliseconds; what takes longer waits for the end of its lease. */
const KEPT_MS = 3_000;

/**
 * A fan-out knows all that an attempt needs, and its own process makes the attempt a moment later, where one process runs
 * both steps: reading the same rows again, and writing that they are claimed, costs PostgreSQL a quarter of a delivery (measured).
 */
export const createClaimedBatches = (clock: () => Date): ClaimedBatches => {
  const batches = new Map<string, { until: number; claimed: readonly FirstClaim[] }>();
  return {
    put: (reservation, claimed) => {
      const now = clock().getTime();
      // Those whose run ended before its next step: in order of age.
      for (const [key, { until }] of batches) {
        if (until > now) break;
        batches.delete(key);
      }
      // Put again, it is the youngest.
      batches.delete(reservation);
      batches.set(reservation, { until: now + KEPT_MS, claimed });
    },
    take: (reservation) => {
      const batch = batches.get(reservation);
      batches.delete(reservation);
      const isFresh = batch !== undefined && batch.until > clock().getTime();
      return new Map(isFresh ? batch.claimed.map((one) => [one.deliveryId, one]) : []);
    },
  };
};

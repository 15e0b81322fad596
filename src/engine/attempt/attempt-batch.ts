import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { Lane } from "#domain/order-lane.ts";
import type { Place } from "#domain/subscriptions/place.ts";
import { createTurns } from "#domain/turns.ts";
import { announceNext } from "#engine/attempt/announce-next.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";
import type { Taken } from "#engine/claim/in-flight.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

export type BatchedDelivery = Place & { deliveryId: string };
/** Keeps ids only, so that no payload and no secret enters a step result. */
export const toBatched = ({ deliveryId, subscriptionId, tenantId, host }: BatchedDelivery): BatchedDelivery => ({
  deliveryId,
  subscriptionId,
  tenantId,
  host,
});
export type DueDelivery = BatchedDelivery & { dueAt: Date; attempts: number };

export type AttemptBatch = {
  deadline: Promise<void>;
  isTimeUp(): boolean;
  /**
   * Resolves when the next attempt may begin: signing a large body blocks the process.
   * @param onLaneFree the attempt ended an ordered delivery; default: announces the next one of its lane
   */
  begin(
    delivery: BatchedDelivery,
    claimed: ClaimedDelivery,
    taken: Taken,
    onLaneFree?: (lane: Lane) => void,
  ): Promise<void>;
  /** Resolves when all attempts ended or the time is up. An open attempt is due at the end of its lease. */
  end(): Promise<DueDelivery[]>;
};

/** Bytes signed in the time of one step. */
const BYTES_PER_STEP = 64;

/**
 * Runs attempts at once. The batch ends after `stopAfterMs`, so that a hanging receiver does not delay the others. Open attempts
 * finish in this process, and their lease covers a crash.
 */
export const createAttemptBatch = (deps: EngineDeps, stopAfterMs: number): AttemptBatch => {
  const leaseMs = deps.settings.attemptTimeoutMs + LEASE_SPARE_MS;
  const due = new Map<string, DueDelivery>();
  const running = new Set<Promise<void>>();
  const turns = createTurns();
  let isTimeUp = false;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      isTimeUp = true;
      resolve();
    }, stopAfterMs);
  });

  return {
    deadline,
    isTimeUp: () => isTimeUp,
    begin: async (delivery, claimed, taken, onLaneFree = (lane) => void announceNext(deps, lane)) => {
      const { deliveryId } = delivery;
      const covered = {
        ...toBatched(delivery),
        dueAt: new Date(deps.clock().getTime() + leaseMs),
        attempts: claimed.number,
      };
      due.set(deliveryId, covered);
      const attempt: Promise<void> = performAttempt(deps, claimed, { lane: taken.lane, onAnswer: taken.answered })
        .then(({ dueAt }) => {
          if (dueAt) due.set(deliveryId, { ...covered, dueAt });
          else due.delete(deliveryId);
          if (!dueAt && claimed.orderLane !== null) onLaneFree({ ...claimed, orderLane: claimed.orderLane });
        })
        .catch((error: Error) =>
          deps.log.error({ deliveryId, err: error }, "attempt not recorded; its lease covers it"),
        )
        .finally(() => {
          taken.leave();
          running.delete(attempt);
        });
      running.add(attempt);
      if (turns.step(1 + claimed.body.byteLength / BYTES_PER_STEP)) await turns.pause();
    },
    end: async () => {
      await Promise.race([deadline, Promise.all(running)]);
      clearTimeout(timer);
      return [...due.values()];
    },
  };
};

import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { Place } from "#domain/subscriptions/place.ts";
import { createTurns } from "#domain/turns.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import type { ClaimedDelivery } from "#engine/claim/claim-deliveries.ts";
import type { Taken } from "#engine/claim/in-flight.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** A delivery of a batch. */
export type BatchedDelivery = Place & { deliveryId: string };
/** A delivery that is not over: somebody has to look at it when it is due. */
export type DueDelivery = BatchedDelivery & { dueAt: Date; attempts: number };

export type AttemptBatch = {
  /** Resolves when the time of the batch is up. */
  deadline: Promise<void>;
  isTimeUp(): boolean;
  /**
   * Begins an attempt. It gives its place back when it is recorded, however long that takes. Resolves when the next may begin: large
   * bodies take a while to sign.
   */
  begin(delivery: BatchedDelivery, claimed: ClaimedDelivery, taken: Taken): Promise<void>;
  /** Resolves when all have ended, or the time is up. Those that are still open are named with the end of their lease. */
  end(): Promise<DueDelivery[]>;
};

/** Bytes that are signed in the time of one step. */
const BYTES_PER_STEP = 64;

/**
 * Attempts that run at once, each recorded as soon as it ends. A hanging receiver does not hold the others: after
 * `stopAfterMs` the batch is over, and what is still open finishes in this process and records itself; its lease covers a crash.
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
    begin: async (delivery, claimed, taken) => {
      const { deliveryId } = delivery;
      const covered = { ...delivery, dueAt: new Date(deps.clock().getTime() + leaseMs), attempts: claimed.number };
      due.set(deliveryId, covered);
      const attempt: Promise<void> = performAttempt(deps, claimed, { onAnswer: taken.answered })
        .then(({ dueAt }) => {
          if (dueAt) due.set(deliveryId, { ...covered, dueAt });
          else due.delete(deliveryId);
        })
        .catch((error: Error) =>
          deps.log.error({ deliveryId, error: error.message }, "attempt not recorded; its lease covers it"),
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

import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { Place } from "#domain/subscriptions/place.ts";
import { createTurns } from "#domain/turns.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import type { ClaimedDelivery } from "#engine/claim/claim-deliveries.ts";
import type { Taken } from "#engine/claim/in-flight.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

export type BatchedDelivery = Place & { deliveryId: string };
/** Drops everything but ids, so that no payload and no secret goes into a step result. */
export const toBatched = ({ deliveryId, subscriptionId, tenantId, host }: BatchedDelivery): BatchedDelivery => ({
  deliveryId,
  subscriptionId,
  tenantId,
  host,
});
/** A delivery that is not over, and when it is due again. */
export type DueDelivery = BatchedDelivery & { dueAt: Date; attempts: number };

export type AttemptBatch = {
  deadline: Promise<void>;
  isTimeUp(): boolean;
  /** Begins an attempt. Resolves when the next one may begin: signing large bodies takes a while. */
  begin(delivery: BatchedDelivery, claimed: ClaimedDelivery, taken: Taken): Promise<void>;
  /** Resolves when all attempts have ended or the time is up; an open attempt is due at the end of its lease. */
  end(): Promise<DueDelivery[]>;
};

/** Bytes that are signed in the time of one step of a turn. */
const BYTES_PER_STEP = 64;

/**
 * Runs attempts at once and records each as soon as it ends. The batch is over after `stopAfterMs`, so that a hanging receiver does
 * not hold the others: open attempts finish in this process, and their lease covers a crash.
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

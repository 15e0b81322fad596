import type { Deps } from "#domain/context.ts";
import { CLAIM_MAX, claimDeliveries, LEASE_SPARE_MS } from "#domain/deliveries/claim-deliveries.ts";
import type { Place, Taken } from "#domain/deliveries/in-flight.ts";
import { performAttempt } from "#domain/deliveries/perform-attempt.ts";

export type FirstAttempt = Place & { deliveryId: string };
/** A delivery that is not over: somebody has to look at it when it is due. */
export type DueDelivery = FirstAttempt & { dueAt: Date; attempts: number };

/**
 * The first attempts of a batch, at once within the caps of each webhook and tenant, each recorded as soon as it ends.
 * Answers after `stopAfterMs` at the latest: attempts still open finish in this process and record themselves, and are
 * named with the end of their lease, which covers a crash; those not begun are due at once.
 */
export const attemptFirst = async (
  deps: Deps,
  { deliveries, reservation }: { deliveries: readonly FirstAttempt[]; reservation: string },
  stopAfterMs = 1_000,
): Promise<DueDelivery[]> => {
  const leaseMs = deps.settings.attemptTimeoutMs + LEASE_SPARE_MS;
  const due = new Map<string, DueDelivery>();
  const running = new Set<Promise<void>>();
  let waiting = [...deliveries];
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      stopped = true;
      resolve();
    }, stopAfterMs);
  });

  while (waiting.length > 0 && !stopped) {
    // Taken before looking: a place that is freed meanwhile, also by another batch, must not be missed.
    const freed = deps.inFlight.whenFreed();
    const blocked: FirstAttempt[] = [];
    const entered: { delivery: FirstAttempt; taken: Taken }[] = [];
    for (const delivery of waiting) {
      const taken = entered.length < CLAIM_MAX ? deps.inFlight.enter(delivery, "fast") : null;
      if (taken) entered.push({ delivery, taken });
      else blocked.push(delivery);
    }
    waiting = blocked;
    if (entered.length > 0) await start(entered);
    if (waiting.length > 0 && entered.length < CLAIM_MAX) await Promise.race([deadline, freed]);
  }
  await Promise.race([deadline, Promise.all(running)]);
  clearTimeout(timer);
  if (waiting.length > 0) await release(deps, waiting, reservation);
  const now = deps.clock();
  return [...due.values(), ...waiting.map((delivery) => ({ ...delivery, dueAt: now, attempts: 0 }))];

  async function start(entered: { delivery: FirstAttempt; taken: Taken }[]) {
    const claimed = await claimDeliveries(
      deps,
      entered.map(({ delivery }) => delivery.deliveryId),
      reservation,
    ).catch((error) => {
      for (const { taken } of entered) taken.leave();
      throw error;
    });
    const byId = new Map(claimed.map((one) => [one.deliveryId, one]));
    for (const { delivery, taken } of entered) {
      const one = byId.get(delivery.deliveryId);
      if (!one) {
        taken.leave();
        continue;
      }
      const covered = { ...delivery, dueAt: new Date(deps.clock().getTime() + leaseMs), attempts: one.number };
      due.set(delivery.deliveryId, covered);
      const attempt: Promise<void> = performAttempt(deps, one, { onAnswer: taken.answered })
        .then(({ dueAt }) => {
          if (dueAt) due.set(delivery.deliveryId, { ...covered, dueAt });
          else due.delete(delivery.deliveryId);
        })
        .catch((error: Error) =>
          deps.log.error(
            { deliveryId: delivery.deliveryId, error: error.message },
            "attempt not recorded; its lease covers it",
          ),
        )
        .finally(() => {
          taken.leave();
          running.delete(attempt);
        });
      running.add(attempt);
    }
  }
};

const release = ({ sql }: Pick<Deps, "sql">, deliveries: readonly FirstAttempt[], reservation: string) =>
  sql(
    `UPDATE webhook_delivery SET due_at = now(), lease_token = NULL
     WHERE id IN (SELECT id FROM webhook_delivery WHERE id = ANY($1) AND lease_token = $2 ORDER BY id FOR NO KEY UPDATE)`,
    [deliveries.map(({ deliveryId }) => deliveryId), reservation],
  );

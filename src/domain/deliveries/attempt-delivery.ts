import type { Deps } from "#domain/context.ts";
import { claimDeliveries, explainRefusal } from "#domain/deliveries/claim-deliveries.ts";
import type { Place } from "#domain/deliveries/in-flight.ts";
import { performAttempt } from "#domain/deliveries/perform-attempt.ts";
import { settleInterrupted } from "#domain/deliveries/settle-interrupted.ts";

/**
 * What came of it. `retry` and `not_due` say when the row is due (again); `held`: somebody else is at it, or it was
 * taken over; `final`: nothing is left to do; `waiting`: it is due, and its webhook may be sent nothing now (paused, or at
 * its rate); `busy`: this process has no place for its host. What waits is sent when its webhook's gate opens.
 */
export type AttemptAnswer =
  | { outcome: "delivered" | "failed" | "held" | "final" | "waiting" | "busy" }
  | { outcome: "retry" | "not_due"; dueAt: Date };

/** A slot that is this near is waited for: ending the run and starting another costs more. */
const SLOT_WAIT_MAX_MS = 1_000;
const TRIES_MAX = 8;

/**
 * Attempts one delivery if it is due. The row alone decides: running this twice, too early or after the end sends nothing.
 * An attempt that a dead process left open is settled first.
 */
export const attemptDelivery = async (
  deps: Deps,
  { deliveryId, ...place }: Place & { deliveryId: string },
): Promise<AttemptAnswer> => {
  const taken = deps.inFlight.enter(place, "careful");
  if (!taken) return { outcome: "busy" };
  try {
    return await attempt(deps, deliveryId, taken.answered);
  } finally {
    taken.leave();
  }
};

const attempt = async (deps: Deps, deliveryId: string, onAnswer: () => void): Promise<AttemptAnswer> => {
  for (let tries = 1; ; tries++) {
    const [claimed] = await claimDeliveries(deps, [deliveryId]);
    if (claimed) {
      const { delivered, applied, dueAt } = await performAttempt(deps, claimed, { onAnswer });
      if (!applied) return { outcome: "held" };
      if (dueAt) return { outcome: "retry", dueAt };
      return { outcome: delivered ? "delivered" : "failed" };
    }
    const refusal = await explainRefusal(deps, deliveryId);
    if (refusal.answer === "final" || refusal.answer === "held") return { outcome: refusal.answer };
    if (refusal.answer === "not_due") return { outcome: "not_due", dueAt: refusal.dueAt };
    if (tries === TRIES_MAX) return { outcome: "waiting" };
    if (refusal.answer === "expired") await settleInterrupted(deps, [deliveryId]);
    else if (refusal.opensInMs > SLOT_WAIT_MAX_MS) return { outcome: "waiting" };
    else await new Promise((resolve) => setTimeout(resolve, refusal.opensInMs));
  }
};

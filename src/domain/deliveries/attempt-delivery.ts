import type { Deps } from "#domain/context.ts";
import { claimDeliveries, explainRefusal } from "#domain/deliveries/claim-deliveries.ts";
import type { Place } from "#domain/deliveries/in-flight.ts";
import { performAttempt } from "#domain/deliveries/perform-attempt.ts";
import { settleInterrupted } from "#domain/deliveries/settle-interrupted.ts";

/**
 * What came of it. `retry` and `not_due` say when the row is due (again); `held`: somebody else is at it, or it was
 * taken over; `final`: nothing is left to do.
 */
export type AttemptAnswer =
  | { outcome: "delivered" | "failed" | "held" | "final" }
  | { outcome: "retry" | "not_due"; dueAt: Date };

const UNLIMITED = { perWebhook: Number.POSITIVE_INFINITY, perTenant: Number.POSITIVE_INFINITY };

/**
 * Attempts one delivery if it is due. The row alone decides: running this twice, too early or after the end sends nothing.
 * An attempt that a dead process left open is settled first.
 */
export const attemptDelivery = async (
  deps: Deps,
  { deliveryId, ...place }: Place & { deliveryId: string },
): Promise<AttemptAnswer> => {
  let [claimed] = await claimDeliveries(deps, [deliveryId]);
  if (!claimed) {
    const refusal = await explainRefusal(deps, deliveryId);
    if (refusal.answer === "not_due") return { outcome: "not_due", dueAt: refusal.dueAt };
    if (refusal.answer !== "expired") return { outcome: refusal.answer };
    await settleInterrupted(deps, [deliveryId]);
    [claimed] = await claimDeliveries(deps, [deliveryId]);
  }
  if (!claimed) {
    const refusal = await explainRefusal(deps, deliveryId);
    if (refusal.answer === "not_due") return { outcome: "not_due", dueAt: refusal.dueAt };
    return { outcome: refusal.answer === "final" ? "final" : "held" };
  }
  const leave = deps.inFlight.enter(place, UNLIMITED);
  try {
    const { delivered, applied, dueAt } = await performAttempt(deps, claimed);
    if (!applied) return { outcome: "held" };
    if (dueAt) return { outcome: "retry", dueAt };
    return { outcome: delivered ? "delivered" : "failed" };
  } finally {
    leave?.();
  }
};

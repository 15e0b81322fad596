import type { Actor, Deps } from "#domain/context.ts";
import { countManualAttempts } from "#domain/deliveries/count-manual-attempts.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import { resendColumns, resendRefusal } from "#domain/deliveries/resend-refusal.ts";
import { notFound } from "#domain/errors.ts";
import { isHeld } from "#domain/order-lane.ts";
import { plannedAttempts } from "#engine/retry/retry-schedule.ts";

/**
 * Says when a delivery is attempted next, and whether a person can resend it now. Paused webhooks plan nothing: their
 * probe takes the oldest due delivery.
 */
export const planDelivery = async (
  { db, sql, settings }: Pick<Deps, "db" | "sql" | "settings">,
  { tenantId, mode }: Actor,
  { id }: { id: string },
): Promise<DeliveryPlanView> => {
  const row = await db.webhookDelivery.findFirst({
    select: {
      ...resendColumns,
      status: true,
      failures: true,
      dueAt: true,
      leaseToken: true,
      nextTrigger: true,
      requestedBy: true,
      subscription: { select: { active: true, deletedAt: true, probes: true } },
    },
    where: { tenantId, id, mode },
  });
  const counted = row && (await countManualAttempts({ sql }, { tenantId, deliveryId: id }));
  if (!counted) throw notFound("delivery");
  const { status, failures, dueAt, leaseToken, subscription } = row;
  const isRunning = leaseToken !== null;
  const isWaiting = dueAt !== null && !isRunning;
  const isAsked = row.nextTrigger === "manual" && !row.requestedBy?.startsWith("rec_");
  const hold = !isWaiting ? null : isHeld(dueAt) ? "order" : subscription.probes !== null ? "paused" : null;
  const isPlanned = isWaiting && hold === null;
  return {
    attemptsMax: row.test ? 1 : settings.retryCount + 1,
    failures,
    windowMs: settings.retryWindowMs,
    isRunning,
    hold,
    upcoming: isPlanned
      ? plannedAttempts({ failures, nextAt: dueAt, isLast: isFinal(status) || row.test }, settings).map((at) =>
          at.toISOString(),
        )
      : [],
    resendRefusal: resendRefusal(row, counted.manual) ?? (isRunning || (isWaiting && isAsked) ? "running" : null),
  };
};

/** A resend after a final state starts no retries. */
const isFinal = (status: string): boolean =>
  (["delivered", "failed", "canceled"] satisfies DeliveryView["status"][]).some((final) => final === status);

import type { Actor, Deps } from "#domain/context.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import { readResendable } from "#domain/deliveries/read-resendable.ts";
import { notFound } from "#domain/errors.ts";
import { isHeld } from "#domain/order-lane.ts";
import { PAUSED_BY_OPERATOR } from "#domain/pauses/sending-paused.ts";
import { plannedAttempts } from "#engine/retry/retry-schedule.ts";

/**
 * Says when a delivery is attempted next, and whether a person can resend it now. Nothing is planned while sending is paused, or
 * the webhook is: its probe takes the oldest due delivery.
 */
export const planDelivery = async (
  { db, sql, settings }: Pick<Deps, "db" | "sql" | "settings">,
  actor: Actor,
  { id }: { id: string },
): Promise<DeliveryPlanView> => {
  const { tenantId, mode } = actor;
  const row = await db.webhookDelivery.findFirst({
    select: {
      test: true,
      subscriptionId: true,
      status: true,
      failures: true,
      dueAt: true,
      leaseToken: true,
      nextTrigger: true,
      requestedBy: true,
      subscription: { select: { probes: true } },
    },
    where: { tenantId, id, mode },
  });
  const [resendable] = row ? await readResendable({ sql }, actor, [id]) : [];
  if (!row || !resendable) throw notFound("delivery");
  const { status, failures, dueAt, leaseToken } = row;
  const isRunning = leaseToken !== null;
  const isWaiting = dueAt !== null && !isRunning;
  const isAsked = row.nextTrigger === "manual" && !row.requestedBy?.startsWith("rec_");
  const hold = isWaiting ? await holdOf({ sql }, { tenantId, ...row }) : null;
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
    resendRefusal: resendable.refusal ?? (isRunning || (isWaiting && isAsked) ? "running" : null),
  };
};

type Waiting = {
  tenantId: string;
  subscriptionId: string;
  dueAt: Date | null;
  subscription: { probes: number | null };
};

const holdOf = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, subscriptionId, dueAt, subscription }: Waiting,
): Promise<DeliveryPlanView["hold"]> => {
  const [row] = await sql<{ isPaused: boolean }>(PAUSED, [tenantId, subscriptionId]);
  if (row?.isPaused) return PAUSED_BY_OPERATOR;
  if (isHeld(dueAt)) return "order";
  return subscription.probes === null ? null : "paused";
};

const PAUSED = `SELECT sending_paused($1, $2, NULL) AS "isPaused"`;

/** A resend after a final state starts no retries. */
const isFinal = (status: string): boolean =>
  (["delivered", "failed", "canceled"] satisfies DeliveryView["status"][]).some((final) => final === status);

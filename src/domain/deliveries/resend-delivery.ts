import type { Actor, Deps } from "#domain/context.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.values.ts";
import type { ResendRefusal } from "#domain/deliveries/delivery-plan.schema.ts";
import { readDeliveries } from "#domain/deliveries/delivery-view.ts";
import { resendDeliveries } from "#domain/deliveries/resend-deliveries.ts";
import type { ErrorReason, ReasonValues } from "#domain/error-reasons.values.ts";
import { DomainError, notFound } from "#domain/errors.ts";

/**
 * Starts one manual attempt now and replaces a waiting retry. `status` changes when the attempt ends. `conflict`:
 * webhook off, test, running attempt, body erased, past retention or unreadable, or 100 manual attempts. Two attempts never run
 * at once.
 */
export const resendDelivery = async (
  deps: Pick<Deps, "sql" | "clock" | "publish">,
  actor: Actor,
  { id }: { id: string },
): Promise<DeliveryView> => {
  const [result] = (await resendDeliveries(deps, actor, { ids: [id] })).results;
  if (!result || result.refused === "not_found") throw notFound("delivery");
  if (result.refused) {
    const refusal = result.refused === "nothing_waits" ? "running" : result.refused;
    throw new DomainError("conflict", MESSAGES[refusal], [], REASONS[refusal]);
  }
  const [delivery] = await readDeliveries(deps, actor.tenantId, [id]);
  if (!delivery) throw notFound("delivery");
  return delivery;
};

const REASONS: Partial<Record<ResendRefusal, { reason: ErrorReason; values?: ReasonValues }>> = {
  webhook_deleted: { reason: "webhook_deleted" },
  webhook_off: { reason: "webhook_off" },
  erased: { reason: "payload_erased" },
  past_retention: { reason: "payload_expired" },
  unreadable: { reason: "payload_unreadable" },
  too_many_resends: { reason: "resent_too_often", values: { max: MANUAL_ATTEMPTS_MAX } },
  running: { reason: "attempt_running" },
};

const MESSAGES: Record<ResendRefusal, string> = {
  test: "This was a test. Send a new test from the webhook instead.",
  webhook_deleted: "The webhook of this delivery was deleted.",
  webhook_off: "The webhook of this delivery is off. Turn it on, then resend.",
  erased: "The payload of this delivery was erased on request and can't be sent again.",
  past_retention: "The payload of this delivery is past retention and can't be sent again.",
  unreadable: "The stored payload of this delivery cannot be read, so it can't be sent again. Tell the operator.",
  too_many_resends: `This delivery was resent ${MANUAL_ATTEMPTS_MAX} times, which is the limit. Send the event again instead.`,
  running: "An attempt of this delivery is running, or has just ended. Wait a moment, then resend.",
};

import type { Actor, Deps } from "#domain/context.ts";
import type { BulkRefusal } from "#domain/deliveries/bulk.schema.ts";
import { type DeliveryView, MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.schema.ts";
import { readDeliveries } from "#domain/deliveries/delivery-view.ts";
import { resendDeliveries } from "#domain/deliveries/resend-deliveries.ts";
import { DomainError, notFound } from "#domain/errors.ts";

/**
 * Starts one manual attempt now and replaces a waiting retry. `status` changes when the attempt ends. `conflict`:
 * webhook off, test, running attempt, body erased or past retention, or 100 manual attempts. Two attempts never run
 * at once.
 */
export const resendDelivery = async (
  deps: Pick<Deps, "sql" | "clock" | "publish">,
  actor: Actor,
  { id }: { id: string },
): Promise<DeliveryView> => {
  const [result] = (await resendDeliveries(deps, actor, { ids: [id] })).results;
  if (!result || result.refused === "not_found") throw notFound("delivery");
  if (result.refused) throw new DomainError("conflict", WHY_NOT[result.refused]);
  const [delivery] = await readDeliveries(deps, actor.tenantId, [id]);
  if (!delivery) throw notFound("delivery");
  return delivery;
};

const RUNNING = "An attempt of this delivery is running, or has just ended. Wait a moment, then resend.";

const WHY_NOT: Record<Exclude<BulkRefusal, "not_found">, string> = {
  test: "This was a test. Send a new test from the webhook instead.",
  webhook_deleted: "The webhook of this delivery was deleted.",
  webhook_off: "The webhook of this delivery is off. Turn it on, then resend.",
  erased: "The payload of this delivery was erased on request and can't be sent again.",
  past_retention: "The payload of this delivery is past retention and can't be sent again.",
  too_many_resends: `This delivery was resent ${MANUAL_ATTEMPTS_MAX} times, which is the limit. Send the event again instead.`,
  running: RUNNING,
  nothing_waits: RUNNING,
};

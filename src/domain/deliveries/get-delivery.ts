import type { Actor, Deps } from "#domain/context.ts";
import { attemptColumns, toAttemptView } from "#domain/deliveries/attempt-view.ts";
import type { DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import { deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { redactBody } from "#domain/deliveries/redact-body.ts";
import { notFound } from "#domain/errors.ts";

/** One delivery with its payload and all attempts, oldest first. `not_found` also for another tenant's. */
export const getDelivery = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  { id }: { id: string },
): Promise<DeliveryDetailView> => {
  const row = await db.webhookDelivery.findFirst({
    select: {
      ...deliveryColumns,
      attemptLog: { ...attemptColumns, orderBy: { number: "asc" } },
      source: { select: { erasedAt: true, payloads: { select: { body: true } } } },
      ownBodies: { select: { body: true } },
      subscription: { select: { redact: true } },
    },
    where: { tenantId, id },
  });
  if (!row) throw notFound("delivery");
  const [full] = row.source.payloads;
  // Without bytes of its own it was, or will be, sent as it is now set; what is left out is not shown either way.
  const body = row.ownBodies[0]?.body ?? (full ? redactBody(full.body, row.subscription.redact) : null);
  return {
    ...toDeliveryView(row),
    erasedAt: row.source.erasedAt?.toISOString() ?? null,
    payload: body ? JSON.parse(new TextDecoder().decode(body)) : null,
    attempts: row.attemptLog.map((attempt) => toAttemptView(attempt, body)),
  };
};

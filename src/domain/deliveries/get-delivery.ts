import type { Actor, Deps } from "#domain/context.ts";
import { attemptColumns, toAttemptView } from "#domain/deliveries/attempt-view.ts";
import type { DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import { deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
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
      source: { select: { payloads: { select: { body: true } } } },
    },
    where: { tenantId, id },
  });
  if (!row) throw notFound("delivery");
  const body = row.source.payloads[0]?.body ?? null;
  return {
    ...toDeliveryView(row),
    payload: body ? JSON.parse(new TextDecoder().decode(body)) : null,
    attempts: row.attemptLog.map((attempt) => toAttemptView(attempt, body)),
  };
};

import type { Actor, Deps } from "#domain/context.ts";
import type { DeliveryView, ListDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import { deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { firstIdAt } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { anyOf, newerRows, type Page, toPage } from "#domain/pagination.schema.ts";

/** Pages stay stable while rows are added. */
export const listDeliveries = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  input: ListDeliveriesInput,
): Promise<Page<DeliveryView>> => {
  const { since, until, q } = input;
  const found = q ? await exactly({ db }, tenantId, q) : {};
  const read = (status: DeliveryView["status"] | undefined) =>
    db.webhookDelivery.findMany({
      select: deliveryColumns,
      where: {
        tenantId,
        status,
        event: anyOf(input.event),
        subscriptionId: anyOf(input.webhookId),
        eventId: input.eventId,
        AND: [
          input.cursor ? { id: { lt: input.cursor } } : {},
          until ? { id: { lt: firstIdAt("dlv", instantOf(until)) } } : {},
          found,
        ],
      },
      orderBy: { id: "desc" },
      take: input.limit + 1,
    });
  // Reads each status separately: a statement for several statuses would not follow the index.
  const parts = await Promise.all([...new Set(input.status ?? [undefined])].map(read));
  const rows = parts
    .flat()
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, input.limit + 1);
  return toPage(newerRows(rows, since && firstIdAt("dlv", instantOf(since))), input.limit, toDeliveryView);
};

const exactly = async ({ db }: Pick<Deps, "db">, tenantId: string, q: string) => {
  if (q.startsWith("dlv_")) return { id: q };
  const events = await db.webhookEvent.findMany({
    select: { id: true },
    where: { tenantId, OR: [{ id: q }, { externalId: q }, { resourceId: q }, { sourceEventId: q }] },
    orderBy: { id: "desc" },
    take: 1_000,
  });
  return { eventId: { in: events.map(({ id }) => id) } };
};

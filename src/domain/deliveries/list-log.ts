import type { Actor, Deps } from "#domain/context.ts";
import type { ListDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import type { LogRow } from "#domain/deliveries/log-row.schema.ts";
import { readEventData } from "#domain/deliveries/read-event-data.ts";
import { customerNameOf } from "#domain/event-types/customer-name.ts";
import type { Page } from "#domain/pagination.schema.ts";

/** Lists deliveries as `listDeliveries` does, with the customer that each is about. */
export const listLog = async (
  deps: Pick<Deps, "sql">,
  actor: Actor,
  input: ListDeliveriesInput,
): Promise<Page<LogRow>> => {
  const page = await listDeliveries(deps, actor, input);
  const eventIds = page.data.map(({ eventId }) => eventId);
  const data = await readEventData(deps, actor.tenantId, eventIds);
  return {
    ...page,
    data: page.data.map((row) => ({ ...row, customer: customerNameOf(row.event, data.get(row.eventId)) })),
  };
};

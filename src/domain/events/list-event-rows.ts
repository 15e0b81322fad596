import type { Actor, Deps } from "#domain/context.ts";
import { readEventData } from "#domain/deliveries/read-event-data.ts";
import { customerNameOf } from "#domain/event-types/customer-name.ts";
import type { EventRowView, ListEventsInput } from "#domain/events/event.schema.ts";
import { listEvents } from "#domain/events/list-events.ts";
import type { Page } from "#domain/pagination.schema.ts";

/** Lists events as `listEvents` does, with the customer that each is about. */
export const listEventRows = async (
  deps: Pick<Deps, "sql">,
  actor: Actor,
  input: ListEventsInput,
): Promise<Page<EventRowView>> => {
  const page = await listEvents(deps, actor, input);
  const data = await readEventData(
    deps,
    actor.tenantId,
    page.data.map(({ id }) => id),
  );
  return { ...page, data: page.data.map((row) => ({ ...row, customer: customerNameOf(row.event, data.get(row.id)) })) };
};

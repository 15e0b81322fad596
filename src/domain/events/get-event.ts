import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import type { EventDetailView } from "#domain/events/event.schema.ts";
import { eventColumns, toEventView } from "#domain/events/event-view.ts";
import { listCandidates } from "#domain/events/list-events.ts";

/** One event with its payload. `not_found` also for another tenant's. */
export const getEvent = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  { id }: { id: string },
): Promise<EventDetailView> => {
  const row = await db.webhookEvent.findFirst({
    select: { ...eventColumns, payloads: { select: { body: true } } },
    where: { tenantId, id },
  });
  if (!row) throw notFound("event");
  const body = row.payloads[0]?.body ?? null;
  return {
    ...toEventView(row, await listCandidates({ db }, tenantId)),
    payload: body ? JSON.parse(new TextDecoder().decode(body)) : null,
  };
};

import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import type { EventAsSentView, EventDetailView } from "#domain/events/event.schema.ts";
import { eventColumns, toEventView } from "#domain/events/event-view.ts";
import { listCandidates } from "#domain/events/list-events.ts";

/** `not_found` also for another tenant's event. */
export const getEvent = async (
  deps: Pick<Deps, "db">,
  actor: Actor,
  input: { id: string },
): Promise<EventDetailView> => {
  const { payloadText, ...event } = await getEventAsSent(deps, actor, input);
  return event;
};

/** Adds the exact text, since parsing and writing can change numbers. */
export const getEventAsSent = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  { id }: { id: string },
): Promise<EventAsSentView> => {
  const row = await db.webhookEvent.findFirst({
    select: { ...eventColumns, payloads: { select: { body: true } } },
    where: { tenantId, id },
  });
  if (!row) throw notFound("event");
  const body = row.payloads[0]?.body;
  const payloadText = body ? new TextDecoder().decode(body) : null;
  return {
    ...toEventView(row, await listCandidates({ db }, tenantId)),
    payload: payloadText === null ? null : JSON.parse(payloadText),
    payloadText,
  };
};

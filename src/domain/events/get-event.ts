import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import type { EventAsSentView, EventDetailView } from "#domain/events/event.schema.ts";
import { EVENT_COLUMNS, type EventRow, toEventView } from "#domain/events/event-view.ts";
import { readStoredBody, storedBodySql } from "#domain/payload-body.ts";

/** `not_found` also for another tenant's event, or a live one with a test key. An unreadable body is left out, and said. */
export const getEvent = async (
  deps: Pick<Deps, "sql" | "log">,
  actor: Actor,
  input: { id: string },
): Promise<EventDetailView> => {
  const { payloadText, ...event } = await getEventAsSent(deps, actor, input);
  return event;
};

/** Adds the exact text, since parsing and writing can change numbers. */
export const getEventAsSent = async (
  { sql, log }: Pick<Deps, "sql" | "log">,
  { tenantId, mode }: Actor,
  { id }: { id: string },
): Promise<EventAsSentView> => {
  const [row] = await sql<EventRow & { body: Buffer | null }>(EVENT, [tenantId, id, mode ?? null]);
  if (!row) throw notFound("event");
  const body = readStoredBody({ log }, row.body, { eventId: id, tenantId }, "the event was shown without its data");
  const payloadText = body.bytes && new TextDecoder().decode(body.bytes);
  return {
    ...toEventView(row, row.candidates ?? []),
    payload: payloadText === null ? null : JSON.parse(payloadText),
    payloadText,
    bodyUnreadable: body.isUnreadable,
  };
};

const EVENT = `
SELECT ${EVENT_COLUMNS},
  (SELECT ${storedBodySql("p")} FROM webhook_payload p WHERE p.tenant_id = r.tenant_id AND p.event_id = r.id) AS body
FROM webhook_event r WHERE r.tenant_id = $1 AND r.id = $2 AND r.mode = coalesce($3, r.mode)`;

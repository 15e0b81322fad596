import type { Actor, Deps } from "#domain/context.ts";
import type { EventView, ListEventsInput } from "#domain/events/event.schema.ts";
import { type Candidate, eventColumns, toEventView } from "#domain/events/event-view.ts";
import { firstIdAt } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { anyOf, newerRows, type Page, toPage } from "#domain/pagination.schema.ts";

/** Lists events with their webhooks, newest first. `q` equals an event, external or resource id. */
export const listEvents = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  { cursor, limit, event, status, since, until, q }: ListEventsInput,
): Promise<Page<EventView>> => {
  const [rows, webhooks] = await Promise.all([
    db.webhookEvent.findMany({
      select: eventColumns,
      where: {
        tenantId,
        event: anyOf(event),
        status: anyOf(status),
        AND: [
          cursor ? { id: { lt: cursor } } : {},
          until ? { id: { lt: firstIdAt("evt", instantOf(until)) } } : {},
          q ? { OR: [{ id: q }, { externalId: q }, { resourceId: q }] } : {},
        ],
      },
      orderBy: { id: "desc" },
      take: limit + 1,
    }),
    listCandidates({ db }, tenantId),
  ]);
  const newer = newerRows(rows, since && firstIdAt("evt", instantOf(since)));
  return toPage(newer, limit, (row) => toEventView(row, webhooks));
};

export const listCandidates = ({ db }: Pick<Deps, "db">, tenantId: string): Promise<Candidate[]> =>
  db.webhookSubscription.findMany({
    select: { id: true, events: true, active: true, createdAt: true },
    where: { tenantId, deletedAt: null },
    orderBy: { id: "asc" },
  });

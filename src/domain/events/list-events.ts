import type { Actor, Deps } from "#domain/context.ts";
import type { EventView, ListEventsInput } from "#domain/events/event.schema.ts";
import { EVENT_COLUMNS, type EventRow, toEventView } from "#domain/events/event-view.ts";
import { firstIdAt } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { newerRows, type Page, toPage } from "#domain/pagination.schema.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { foundBy, readMatching } from "#domain/search/read-matching.ts";
import { isAnyOf, selectPage } from "#domain/sql/select-page.ts";

/** Lists events of one mode with their webhooks, newest first. `q`: see `findEvents`, and the id of a delivery. */
export const listEvents = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  { cursor, limit, event, status, since, until, q, test, mode: asked }: ListEventsInput,
): Promise<Page<EventView>> => {
  const { tenantId } = actor;
  const mode = listedMode(actor, asked);
  const found = foundBy(
    q ? await findEvents({ sql }, { tenantId, mode, q: await eventIdOf({ sql }, tenantId, q) }) : null,
    "r.id",
  );
  const read = async (after: string | undefined) => [
    await sql<EventRow>(
      ...selectPage({
        from: "webhook_event",
        select: EVENT_COLUMNS,
        where: [
          ["r.tenant_id = ?", tenantId],
          ["r.mode = ?", mode],
          isAnyOf("r.event", event),
          isAnyOf("r.status", status),
          ["r.test = ?", test],
          ["r.id < ?", after],
          ["r.id < ?", until && firstIdAt("evt", instantOf(until))],
          ...found.where,
        ],
        limit: limit + 1,
        matching: found.matching,
      }),
    ),
  ];
  const oldestId = since && firstIdAt("evt", instantOf(since));
  const { rows, stoppedAt } = await readMatching(read, { cursor, limit, oldestId });
  const webhooks = rows.find(({ candidates }) => candidates)?.candidates ?? [];
  const page = toPage(newerRows(rows, oldestId), limit, (row) => toEventView(row, webhooks));
  return { ...page, nextCursor: page.nextCursor ?? stoppedAt };
};

/** An event is found by its delivery too. */
const eventIdOf = async ({ sql }: Pick<Deps, "sql">, tenantId: string, q: string): Promise<string> => {
  if (!q.startsWith("dlv_")) return q;
  const [row] = await sql<{ id: string }>(EVENT_OF_DELIVERY, [tenantId, q]);
  return row?.id ?? q;
};

const EVENT_OF_DELIVERY = `SELECT event_id AS id FROM webhook_delivery WHERE tenant_id = $1 AND id = $2`;

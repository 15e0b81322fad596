import type { Actor, Deps } from "#domain/context.ts";
import type { EventView, ListEventsInput } from "#domain/events/event.schema.ts";
import { type Candidate, EVENT_COLUMNS, type EventRow, toEventView } from "#domain/events/event-view.ts";
import { storedExternalIdSql } from "#domain/external-id.ts";
import { firstIdAt } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { newerRows, type Page, toPage } from "#domain/pagination.schema.ts";
import { isAnyOf, selectPage } from "#domain/sql/select-page.ts";

/** Lists events of one mode with their webhooks, newest first. `q` equals an event, external or resource id. */
export const listEvents = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  { cursor, limit, event, status, since, until, q, test, mode: asked }: ListEventsInput,
): Promise<Page<EventView>> => {
  const { tenantId } = actor;
  const mode = listedMode(actor, asked);
  const [rows, webhooks] = await Promise.all([
    sql<EventRow>(
      ...selectPage({
        from: "webhook_event",
        select: EVENT_COLUMNS,
        where: [
          ["r.tenant_id = ?", tenantId],
          ["r.mode = ?", mode],
          isAnyOf("r.event", event),
          isAnyOf("r.status", status),
          ["r.test = ?", test],
          ["r.id < ?", cursor],
          ["r.id < ?", until && firstIdAt("evt", instantOf(until))],
          [
            `(r.id = ? OR r.external_id = ${storedExternalIdSql(mode, "?::text")} OR r.resource_id = ?)`,
            q || undefined,
          ],
        ],
        limit: limit + 1,
      }),
    ),
    listCandidates({ sql }, tenantId),
  ]);
  const newer = newerRows(rows, since && firstIdAt("evt", instantOf(since)));
  return toPage(newer, limit, (row) => toEventView(row, webhooks));
};

export const listCandidates = ({ sql }: Pick<Deps, "sql">, tenantId: string): Promise<Candidate[]> =>
  sql(CANDIDATES, [tenantId]);

const CANDIDATES = `
SELECT id, mode, events, active, created_at AS "createdAt" FROM webhook_subscription
WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY id`;

import type { Deps } from "#domain/context.ts";
import { derivedTypesOf, eventTypeNames, isOperationalEvent } from "#domain/event-types/catalog.ts";
import { firstIdAt, timeOfId } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { statement } from "#domain/sql/statement.ts";

type Times = { since: Date; until: Date };

/** Makes the values of `WINDOW`. A cursor at `end` is finished. */
export const eventWindow = (cursor: string, { since, until }: Times) => {
  const sinceId = firstIdAt("evt", since);
  return { after: cursor, afterSince: cursor > sinceId ? cursor : sinceId, end: firstIdAt("evt", until), since, until };
};

export const firstEventCursor = async (
  { sql }: Pick<Deps, "sql">,
  tenantId: string,
  { since, until }: Times,
): Promise<string> => {
  const sinceId = firstIdAt("evt", since);
  const [oldest] = await sql<{ id: string | null }>(...OLDEST_SCHEDULED({ tenantId, since, until, sinceId }));
  return oldest?.id ? firstIdAt("evt", timeOfId(oldest.id)) : sinceId;
};

const OLDEST_SCHEDULED = statement(
  { tenantId: "text", since: "timestamptz", until: "timestamptz", sinceId: "text" },
  ({ tenantId, since, until, sinceId }) => `
SELECT min(id) AS id FROM webhook_event
WHERE tenant_id = ${tenantId} AND due_at >= ${since} AND due_at < ${until} AND id < ${sinceId}`,
);

export const wantedEvents = ({ mode, events }: { mode: Mode; events: readonly string[] }) => ({
  mode,
  events,
  derivations: eventTypeNames.flatMap((source) =>
    derivedTypesOf(source)
      .filter((derived) => events.includes(derived))
      .map((derived) => ({ source, derived })),
  ),
  operational: eventTypeNames.filter(isOperationalEvent),
});

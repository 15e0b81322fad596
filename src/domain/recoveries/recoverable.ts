import type { Deps } from "#domain/context.ts";
import { derivedTypesOf, eventTypeNames, isOperationalEvent } from "#domain/event-types/catalog.ts";
import { firstIdAt, timeOfId } from "#domain/ids.ts";

/** Rows looked at by one statement: a chunk costs the same, however few of them count. */
export const SCAN = 5_000;

/**
 * The deliveries of webhook `$2` of tenant `$1` between the ids `$3` and `$4`, in order. Compared as rows, so that no index but
 * the one of all these columns will do: a plan made for any webhook goes by the primary key, through all that others have
 * (1.4 s of 1.5 million rows, to find none). The tenant stays apart: with its policy in the same comparison all before is read.
 */
export const DELIVERIES_BETWEEN = `tenant_id = $1 AND (subscription_id, id) > ($2, $3) AND (subscription_id, id) < ($2, $4)
  ORDER BY subscription_id, id`;

/**
 * Of a delivery `d` in a final state that was asked for: whether it may be sent again. Tests never; one that is held, or
 * that somebody has resent and that waits, has a due time; and the bytes must still be there.
 */
export const IS_RECOVERABLE = `NOT d.test AND d.due_at IS NULL
  AND EXISTS (SELECT FROM webhook_payload p WHERE p.event_id = d.event_id)`;

/**
 * The next events of tenant `$1` after the id `$3` that belong to the time from `$10` to `$11`, in order. An event belongs where it
 * fell due: one that was sent ahead has an id from before. Takes `eventWindow` as `$3`, `$4` and `$9…$11`.
 */
export const EVENTS_OF_TIME = `
SELECT * FROM (
  (SELECT * FROM webhook_event WHERE tenant_id = $1 AND id > $9 AND id < $4 AND (due_at IS NULL OR due_at < $11)
    ORDER BY id LIMIT ${SCAN})
  UNION ALL
  (SELECT * FROM webhook_event WHERE tenant_id = $1 AND due_at >= $10 AND due_at < $11 AND id > $3 AND id <= $9
    ORDER BY id LIMIT ${SCAN})
) e ORDER BY id LIMIT ${SCAN}`;

type Times = { since: Date; until: Date };

/** What `EVENTS_OF_TIME` takes, for the events after `cursor`. Where it stands at `end`, none is left. */
export const eventWindow = (cursor: string, { since, until }: Times) => {
  const sinceId = firstIdAt("evt", since);
  return { end: firstIdAt("evt", until), times: [cursor > sinceId ? cursor : sinceId, since, until] as const };
};

/** The cursor before the first of those events. */
export const firstEventCursor = async (
  { sql }: Pick<Deps, "sql">,
  tenantId: string,
  { since, until }: Times,
): Promise<string> => {
  const sinceId = firstIdAt("evt", since);
  const [oldest] = await sql<{ id: string | null }>(OLDEST_AHEAD, [tenantId, since, until, sinceId]);
  return oldest?.id ? firstIdAt("evt", timeOfId(oldest.id)) : sinceId;
};

const OLDEST_AHEAD = `
SELECT min(id) AS id FROM webhook_event WHERE tenant_id = $1 AND due_at >= $2 AND due_at < $3 AND id < $4`;

/**
 * Of the events `seen`, those that webhook `$2` should have got: `needs_delivery`, and in `needs_derived` the types that were not
 * derived from it. Not tests, not what was refused, not what is about the webhook itself; what is not fanned out yet will
 * come by itself. Takes `missingTypes` as `$5…$8`.
 */
export const MISSING = `
SELECT e.id, e.event, e.resource_id, e.occurred_at,
  e.event = ANY($5::text[]) AND NOT EXISTS (
    SELECT FROM webhook_delivery d WHERE d.event_id = e.id AND d.subscription_id = $2) AS needs_delivery,
  ARRAY(SELECT t.derived FROM unnest($6::text[], $7::text[]) AS t(source, derived)
    WHERE t.source = e.event
      AND NOT EXISTS (SELECT FROM webhook_event x WHERE x.source_event_id = e.id AND x.event = t.derived)) AS needs_derived
FROM seen e
WHERE (e.event = ANY($5) OR e.event = ANY($6)) AND e.status = 'accepted' AND NOT e.test
  AND NOT EXISTS (SELECT FROM webhook_outbox o WHERE o.tenant_id = e.tenant_id AND o.event_id = e.id)
  AND NOT (e.event = ANY($8::text[]) AND e.resource_id IS NOT DISTINCT FROM $2)
  AND EXISTS (SELECT FROM webhook_payload p WHERE p.event_id = e.id)`;

/** The types a webhook wants; from which types which of them are derived, pair by pair; and the operational types. */
export const missingTypes = (events: readonly string[]): [readonly string[], string[], string[], string[]] => {
  const pairs = eventTypeNames.flatMap((source) =>
    derivedTypesOf(source)
      .filter((derived) => events.includes(derived))
      .map((derived) => ({ source, derived })),
  );
  return [
    events,
    pairs.map(({ source }) => source),
    pairs.map(({ derived }) => derived),
    eventTypeNames.filter(isOperationalEvent),
  ];
};

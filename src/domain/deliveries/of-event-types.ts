import type { Deps } from "#domain/context.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { ROWS_PER_WALK } from "#domain/search/read-matching.ts";
import type { Condition, Matching } from "#domain/sql/select-page.ts";

/** Events of rare types at most: ids of the events find their deliveries without a walk. */
const RARE_MAX = 200;
/** Events whose ids find the deliveries after a walk that found too few rows, at most. */
const SELDOM_MAX = 2_000;

/** Reads each type by the index of events, newest first, and stops at the limit over all types. */
const EVENTS_OF_TYPES = `
SELECT e.id FROM unnest($1::text[]) AS v(event) CROSS JOIN LATERAL (
  SELECT r.id FROM webhook_event r WHERE r.tenant_id = $2 AND r.mode = $3 AND r.event = v.event ORDER BY r.id DESC LIMIT $4
) e LIMIT $4`;

type Wanted = { where: Condition[]; matching: Matching | undefined };

/**
 * Finds deliveries of some event types, for which they have no index: events have one. Deliveries of few events are read by the ids of
 * these; else rows are walked and checked, since a type with many events fills a page soon.
 *
 * @returns conditions of the nth walk, from 1
 */
export const ofEventTypes = (
  { sql }: Pick<Deps, "sql">,
  { tenantId, mode }: { tenantId: string; mode: Mode },
  types: readonly string[] | undefined,
): ((walk: number) => Promise<Wanted>) => {
  if (!types || types.length === 0) return async () => ({ where: [], matching: undefined });
  const eventsOf = async (max: number): Promise<string[] | null> => {
    const values = [[...new Set(types)], tenantId, mode, max + 1];
    const rows = await sql<{ id: string }>(EVENTS_OF_TYPES, values, { isPlanKept: false });
    const ids = rows.map(({ id }) => id);
    return ids.length > max ? null : ids;
  };
  const wanted = async (max: number): Promise<Wanted> => {
    const ids = await eventsOf(max);
    if (ids) return { where: [["r.event_id = ANY(?::text[])", ids]], matching: undefined };
    return { where: [], matching: { sql: (add) => `r.event = ANY(${add(types)}::text[])`, rowsMax: ROWS_PER_WALK } };
  };
  let later: Promise<Wanted> | undefined;
  return (walk) => {
    if (walk === 1) return wanted(RARE_MAX);
    later ??= wanted(SELDOM_MAX);
    return later;
  };
};

/** Checks rows by all of these conditions. */
export const allOf = (matchings: readonly (Matching | undefined)[]): Matching | undefined => {
  const [first, ...others] = matchings.filter((one) => one !== undefined);
  if (!first || others.length === 0) return first;
  return { sql: (add) => [first, ...others].map((one) => one.sql(add)).join(" AND "), rowsMax: first.rowsMax };
};

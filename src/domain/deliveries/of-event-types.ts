import type { Deps } from "#domain/context.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { ROWS_PER_WALK } from "#domain/search/read-matching.ts";
import { type Condition, type Matching, selectPage } from "#domain/sql/select-page.ts";

/** Events of a rare type: their deliveries are read by the ids of the events, without a walk. */
const RARE_MAX = 200;
/** The same after a walk that found too few rows. */
const SELDOM_MAX = 2_000;

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
    const rows = await Promise.all(
      [...new Set(types)].map((event) =>
        sql<{ id: string }>(
          ...selectPage({
            from: "webhook_event",
            select: "r.id",
            where: [
              ["r.tenant_id = ?", tenantId],
              ["r.mode = ?", mode],
              ["r.event = ?", event],
            ],
            limit: max + 1,
          }),
        ),
      ),
    );
    const ids = rows.flat().map(({ id }) => id);
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

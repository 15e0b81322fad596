import type { EventsFound } from "#domain/search/find-events.ts";
import { matchesSql } from "#domain/search/match-event.sql.ts";
import type { Condition, Matching } from "#domain/sql/select-page.ts";

/** Rows that one statement checks one by one. */
export const ROWS_PER_WALK = 5_000;
/** Bounds the work for words that are common, but not among the rows of a list: 50,000 rows take about 0.3 s. */
const WALKS_MAX = 10;

/** @param eventId SQL of the event's id of a row `r` */
export const foundBy = (
  found: EventsFound | null,
  eventId: string,
): { where: Condition[]; matching: Matching | undefined } => {
  if (!found) return { where: [], matching: undefined };
  if (found.kind === "few") return { where: [[`${eventId} = ANY(?::text[])`, found.ids]], matching: undefined };
  const { tenantId } = found;
  return {
    where: [],
    matching: { sql: (add) => matchesSql(found, { tenantId, eventId }, add), rowsMax: ROWS_PER_WALK },
  };
};

/** Fields of a row that a statement with `matching` reads. */
type Walked = { id: string; isMatch?: boolean; isStop?: boolean };

/**
 * Reads a page of rows, newest first by default, and goes on while it is not full. Each read answers parts (one for each statement), and stops
 * where the first part stopped. `nextCursor` of a page that is not full: work ended, and older rows may match.
 *
 * @param oldestId first id of the asked time
 */
export const readMatching = async <Row extends Walked>(
  read: (cursor: string | undefined) => Promise<readonly (readonly Row[])[]>,
  {
    cursor,
    limit,
    oldestId = "",
    isOldestFirst = false,
  }: { cursor: string | undefined; limit: number; oldestId?: string | undefined; isOldestFirst?: boolean },
): Promise<{ rows: Row[]; stoppedAt: string | null }> => {
  const rows: Row[] = [];
  let after = cursor;
  for (let walk = 1; ; walk++) {
    const parts = await read(after);
    const stops = parts.flatMap((part) => part.filter(({ isStop }) => isStop).map(({ id }) => id));
    const stop = stops.sort().at(isOldestFirst ? 0 : -1) ?? "";
    const isRead = (id: string) => stop === "" || (isOldestFirst ? id <= stop : id >= stop);
    const sorted = parts.flat().filter(({ id, isMatch }) => isMatch !== false && isRead(id));
    rows.push(...sorted.sort((a, b) => (a.id < b.id === isOldestFirst ? -1 : 1)));
    if (rows.length > limit || stop === "" || (!isOldestFirst && stop < oldestId))
      return { rows: rows.slice(0, limit + 1), stoppedAt: null };
    if (walk === WALKS_MAX) return { rows, stoppedAt: stop };
    after = stop;
  }
};

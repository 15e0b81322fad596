import type { Deps } from "#domain/context.ts";
import { type Follower, isNextSql, moveFromSql } from "#domain/follow/follow-rows.ts";
import { indexEvents } from "#domain/search/index-events.ts";
import { statement } from "#domain/sql/statement.ts";

/** Events of one page. */
const PAGE = 500;
const NAME = "search_words";

type Place = { fromXid: string; fromId: string; backfilledTo: string | null };
type Row = Place & { xid: string | null; id: string | null };

/**
 * Makes events findable by words, in the order of their transactions. The place moves after the words are written: a page that is
 * read again changes nothing. Events from before the column are read downwards by id, one page after each look at new ones.
 */
export const searchFollower = ({ sql }: Pick<Deps, "sql">): Follower => ({
  name: "search words",
  followPage: async () => {
    const rows = await sql<Row>(READ_NEXT);
    const [place] = rows;
    if (!place) return false;
    const ids = rows.flatMap(({ id }) => id ?? []);
    const last = rows.at(-1);
    if (last?.xid && last.id) {
      await indexEvents({ sql }, ids);
      const { fromXid, fromId } = place;
      await sql(...MOVE({ fromXid, fromId, toXid: last.xid, toId: last.id }));
    }
    if (ids.length >= PAGE || place.backfilledTo === null) return ids.length >= PAGE;
    return indexOld({ sql }, place.backfilledTo);
  },
});

const indexOld = async ({ sql }: Pick<Deps, "sql">, before: string): Promise<boolean> => {
  const rows = await sql<{ id: string; isOld: boolean }>(...READ_OLD({ before }));
  await indexEvents(
    { sql },
    rows.filter(({ isOld }) => isOld).map(({ id }) => id),
  );
  const to = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
  await sql(...MOVE_BACK({ before, to }));
  return to !== null;
};

const READ_NEXT = `
WITH place AS MATERIALIZED (SELECT xid, id, backfilled_to FROM follower_place WHERE name = '${NAME}'), page AS (
  SELECT r.xid, r.id FROM webhook_event r WHERE ${isNextSql({ xid: "r.xid", id: "r.id" })} ORDER BY r.xid, r.id LIMIT ${PAGE}
)
SELECT place.xid::text AS "fromXid", place.id AS "fromId", place.backfilled_to AS "backfilledTo", page.xid::text AS xid, page.id
FROM place LEFT JOIN page ON true ORDER BY page.xid, page.id`;

const MOVE = statement(
  { fromXid: "text", fromId: "text", toXid: "text", toId: "text" },
  ({ fromXid, fromId, toXid, toId }) => `
WITH ${moveFromSql(NAME, { from: { xid: `${fromXid}::xid8`, id: fromId }, to: { xid: `${toXid}::xid8`, id: toId } })} SELECT FROM moved`,
);

const READ_OLD = statement(
  { before: "text" },
  ({ before }) => `
SELECT r.id, r.xid IS NULL AS "isOld" FROM webhook_event r WHERE r.id < ${before} ORDER BY r.id DESC LIMIT ${PAGE}`,
);

const MOVE_BACK = statement(
  { before: "text", to: "text" },
  ({ before, to }) =>
    `UPDATE follower_place SET backfilled_to = ${to} WHERE name = '${NAME}' AND backfilled_to = ${before}`,
);

import type { Deps } from "#domain/context.ts";
import type { Follower } from "#domain/follow/follow-rows.ts";
import { INDEX, INDEX_NEXT, MOVE_BACK, PAGE, READ_NEXT, READ_OLD } from "#domain/search/index-events.sql.ts";
import { type EventWithBody, prepareCards } from "#domain/search/prepare-cards.ts";

type Next = {
  fromXid: string;
  fromId: string;
  backfilledTo: string | null;
  /** Events of the page, also those that do not fit into its bytes. */
  nextCount: number;
} & ((EventWithBody & { xid: string }) | { id: null; xid: null });

/**
 * Makes events findable by what they hold, in the order of their transactions. Events without a body are passed. A page that is read
 * again changes nothing. Events from before the column are read downwards by id, one page after each look at new ones.
 */
export const searchFollower = ({ sql }: Pick<Deps, "sql">): Follower => ({
  name: "search words",
  followPage: async () => {
    const rows = await sql<Next>(READ_NEXT);
    const [place] = rows;
    if (!place) return false;
    const last = rows.at(-1);
    if (last?.id) {
      const prepared = await prepareCards(rows.flatMap((row) => (row.id === null ? [] : row)));
      const { fromXid, fromId } = place;
      await sql(...INDEX_NEXT({ ...prepared, fromXid, fromId, toXid: last.xid, toId: last.id }));
    }
    const isMore = place.nextCount >= PAGE || place.nextCount > rows.length;
    return isMore || place.backfilledTo === null ? isMore : indexOld({ sql }, place.backfilledTo);
  },
});

const indexOld = async ({ sql }: Pick<Deps, "sql">, before: string): Promise<boolean> => {
  const rows = await sql<EventWithBody & { isOld: boolean; nextCount: number }>(...READ_OLD({ before }));
  const prepared = await prepareCards(rows.filter(({ isOld }) => isOld));
  if (prepared.events.length > 0) await sql(...INDEX(prepared));
  const [page] = rows;
  const isMore = page !== undefined && (page.nextCount >= PAGE || page.nextCount > rows.length);
  await sql(...MOVE_BACK({ before, to: isMore ? (rows.at(-1)?.id ?? null) : null }));
  return isMore;
};

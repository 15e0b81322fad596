/**
 * Reads rows in the order of the transactions that wrote them, each row once. Ids and times cannot give this order: an id is made
 * before its commit, so an older id may appear after a newer one. A column holds the transaction (`xid8`): its default sets it, and a
 * trigger sets it anew when the row changes.
 *
 * A follower reads below `pg_snapshot_xmin`, where every transaction has ended, so no row can appear there later. Its place is the last
 * row that it has read (transaction, then id, since a page may end within a transaction). The place moves in the statement that writes
 * what was made of the rows: after a crash, both or none are there.
 *
 * Two ways to use the fragments:
 * - one statement locks the place (`lockedPlaceSql`), reads, writes and moves (`moveSql`);
 * - one statement reads rows and place, a second one moves the place with `moveFromSql` in the statement that writes. If another process
 *   has moved the place, `moveFromSql` returns no row, and the second statement must write nothing.
 *
 * A transaction that stays open keeps followers behind it. Rows from before the column have null there: see `backfilled_to`.
 */
export type Follower = {
  name: string;
  /** Reads one page, safe to repeat and to call at once. True: there is more to read now. */
  followPage: () => Promise<boolean>;
};

/** SQL of a CTE: the follower's place. Look with it first: a lock writes to the disk, also when there is nothing to read. */
export const placeSql = (name: string): string =>
  `place AS MATERIALIZED (SELECT xid, id, backfilled_to FROM follower_place WHERE name = '${name}')`;

/**
 * SQL of a CTE: the follower's place, empty while another process uses it. The commit does not wait for the disk: a crash of PostgreSQL
 * undoes the move and the writes together.
 */
export const lockedPlaceSql = (name: string): string => `place AS MATERIALIZED (
  SELECT xid, id, backfilled_to, set_config('synchronous_commit', 'off', true) FROM follower_place WHERE name = '${name}'
  FOR UPDATE SKIP LOCKED
)`;

/**
 * SQL: the row comes after the place and its transaction has ended, as have all earlier ones. Order the rows by `xid, id`, and read them
 * with an index on `xid`.
 * @param place name of a CTE or table with one row
 */
export const isNextSql = ({ xid, id, place = "place" }: { xid: string; id: string; place?: string }): string =>
  `${xid} >= (SELECT xid FROM ${place}) AND (${xid} > (SELECT xid FROM ${place}) OR ${id} > (SELECT id FROM ${place}))
    AND ${xid} < pg_snapshot_xmin(pg_current_snapshot())`;

/** SQL of a CTE `moved`: moves the place to the last row of the CTE `page` (`xid`, `id`), and leaves it without rows. */
export const moveSql = (name: string): string => `moved AS (
  UPDATE follower_place p SET xid = last.xid, id = last.id FROM (SELECT xid, id FROM page ORDER BY xid DESC, id DESC LIMIT 1) last
  WHERE p.name = '${name}' RETURNING 1
)`;

/**
 * SQL of a CTE `moved`: moves the place, unless another process has moved it. All are parameters or columns, `xid8` and `text`.
 */
export const moveFromSql = (
  name: string,
  { from, to }: Record<"from" | "to", { xid: string; id: string }>,
): string => `moved AS (
  UPDATE follower_place SET xid = ${to.xid}, id = ${to.id} WHERE name = '${name}' AND xid = ${from.xid} AND id = ${from.id} RETURNING 1
)`;

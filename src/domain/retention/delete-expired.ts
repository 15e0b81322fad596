import { setTimeout as pause } from "node:timers/promises";
import type { Deps } from "#domain/context.ts";
import { ANSWERS_KEPT_MS } from "#domain/idempotency/kept-answer.ts";
import { type Cutoffs, EXPIRING_ROWS, type ExpiringRows } from "#domain/retention/expiring-rows.ts";
import { bodySize, uncountSql } from "#domain/storage/stored-bodies.ts";

/** Place in the walk: the walk continues after this key of this table. */
export type RetentionPlace = { table: string; after: string };

export type DeletedRows = {
  /** Rows by table; tables without any are left out. */
  deleted: Record<string, number>;
  /** Null when the walk is at its end, or another process walks. */
  next: RetentionPlace | null;
};

/** Rows of one transaction. 500 take 6 ms (measured); a delivery that meets them waits as long, which moved the p95 by half. */
const BATCH = 125;
/** Multiplies the retention time for all rows but bodies. */
const REST_FACTOR = 3;
const DAY_MS = 86_400_000;
/** Multiplies the time of a batch to give the pause after it: the walk uses a twentieth of one connection on any machine. */
const PAUSE_FACTOR = 19;
/** Limits the pause after a statement that the disk held up, since a stop waits for it. */
const PAUSE_MS_MAX = 1_000;
/** Number of the advisory lock. Two walks at once would only wait for each other's rows. */
export const LOCK_KEY = 7_280_001;

/**
 * Deletes rows past retention: bodies after `settings.retentionDays`, other rows after three times as long, remembered answers after
 * 24 h. Waiting deliveries keep their rows. Works in small transactions with pauses, for `workMsMax` and a last batch, and returns
 * where to continue. The walk has no state: a crash, a repeat and two runs at once are harmless.
 */
export const deleteExpired = async (
  { sql, clock, settings }: Pick<Deps, "sql" | "clock" | "settings">,
  {
    from = null,
    workMsMax,
    pauseFactor = PAUSE_FACTOR,
  }: { from?: RetentionPlace | null; workMsMax: number; pauseFactor?: number },
): Promise<DeletedRows> => {
  const now = clock().getTime();
  const cutoffs: Cutoffs = {
    answers: new Date(now - ANSWERS_KEPT_MS),
    bodies: new Date(now - settings.retentionDays * DAY_MS),
    rest: new Date(now - settings.retentionDays * REST_FACTOR * DAY_MS),
  };
  const deleted: Record<string, number> = {};
  const begun = performance.now();
  const start = EXPIRING_ROWS.findIndex(({ table }) => table === from?.table);
  for (const rows of EXPIRING_ROWS.slice(Math.max(0, start))) {
    let after = rows.table === from?.table ? from.after : "";
    for (;;) {
      if (performance.now() - begun >= workMsMax) return { deleted, next: { table: rows.table, after } };
      const asked = performance.now();
      const [batch] = await sql<Batch>(statementOf(rows), [
        after,
        rows.before(cutoffs),
        BATCH,
        ...(rows.ranBefore ? [rows.ranBefore(cutoffs)] : []),
      ]);
      if (!batch?.isMine) return { deleted, next: null };
      if (batch.deleted > 0) deleted[rows.table] = (deleted[rows.table] ?? 0) + batch.deleted;
      if (batch.last === null || batch.looked < BATCH) break;
      after = batch.last;
      await pause(Math.min((performance.now() - asked) * pauseFactor, PAUSE_MS_MAX));
    }
  }
  return { deleted, next: null };
};

type Batch = { isMine: boolean; looked: number; last: string | null; deleted: number };

/**
 * Reads one page by key and deletes its rows that are over. The walk continues after the last row of the page, so waiting rows and dead
 * index entries are passed once a walk. Commits are asynchronous: the next walk deletes rows that a crash of PostgreSQL restores.
 */
const statementOf = ({ table, key, isOld, isOver }: ExpiringRows) => {
  const size = bodySize(table);
  const returned = size ? `'${table}' AS table_name, r.${key} AS key, r.tenant_id, ${size} AS bytes` : "1";
  return `
WITH turn AS MATERIALIZED (
  SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS is_mine, set_config('synchronous_commit', 'off', true)
), page AS MATERIALIZED (
  SELECT r.${key} AS key FROM ${table} r WHERE (SELECT is_mine FROM turn) AND r.${key} > $1 AND ${isOld}
  ORDER BY r.${key} LIMIT $3
), gone AS (
  DELETE FROM ${table} r USING page WHERE r.${key} = page.key AND ${isOver} RETURNING ${returned}
)${size ? `, ${uncountSql("gone", { isOfOneTenant: false })}` : ""}
SELECT is_mine AS "isMine", (SELECT count(*)::int FROM page) AS looked, (SELECT max(key) FROM page) AS last,
  (SELECT count(*)::int FROM gone) AS deleted
FROM turn`;
};

import { setTimeout as pause } from "node:timers/promises";
import type { Deps } from "#domain/context.ts";
import { type Cutoffs, EXPIRING_ROWS, type ExpiringRows } from "#domain/retention/expiring-rows.ts";
import { bodySize, uncountSql } from "#domain/storage/stored-bodies.ts";

/** Where a walk goes on: after this key of this table. */
export type RetentionPlace = { table: string; after: string };

export type DeletedRows = {
  /** Rows by table; tables without any are left out. */
  deleted: Record<string, number>;
  /** Null = the walk has reached its end, or somebody else is at it. */
  next: RetentionPlace | null;
};

/** Rows in a transaction: 500 take 6 ms (measured), and a delivery that meets them waits as long, which moved the p95 by half. */
const BATCH = 125;
/** Everything but bodies is kept this many times as long. */
const REST_FACTOR = 3;
const DAY_MS = 86_400_000;
/** Pause after a batch, in times of what it took: a twentieth of one connection, however fast the machine and busy the disk. */
const PAUSE_FACTOR = 19;
/** A stop waits for a run, and so for a pause after a statement that the disk held up. */
const PAUSE_MS_MAX = 1_000;
/** Any number that nobody else locks by: two walks at once would only wait for each other's rows. */
export const LOCK_KEY = 7_280_001;

/**
 * Deletes what is older than the retention time (`settings.retentionDays`): bodies, and after three times as long the rest.
 * What still waits keeps its rows until it is over. Small batches, one transaction each, with pauses; works
 * for `workMsMax` and a last batch, then says where to go on. It remembers nothing: a crash loses nothing, and a repeat, or
 * two at once, are harmless.
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
 * One page by key, and the deletion of those in it that are over. The walk goes on after the page's last row, so rows that
 * wait are passed once, and dead index entries at the low end are met once a walk, not once a batch. No commit is waited for:
 * what a crash of PostgreSQL brings back is deleted the next time.
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

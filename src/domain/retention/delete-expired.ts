import { setTimeout as pause } from "node:timers/promises";
import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";
import type { Deps } from "#domain/context.ts";
import { ANSWERS_KEPT_MS } from "#domain/idempotency/kept-answer.ts";
import { firstIdAt } from "#domain/ids.ts";
import { type Cutoffs, EXPIRING_ROWS, type ExpiringRows } from "#domain/retention/expiring-rows.ts";
import { deleteFigures, FIGURE_TABLES } from "#domain/retention/figure-rows.ts";
import {
  deleteOfTenant,
  FOLLOWS_SYSTEM,
  firstKept,
  listOwnRetentions,
  OWN_BATCH,
  type OwnRetention,
} from "#domain/retention/own-retention.ts";
import { DELETE_SANDBOX, SANDBOX_BATCH, SANDBOX_KEPT_DAYS } from "#domain/retention/sandbox-rows.ts";
import { bodySize, uncountSql } from "#domain/storage/stored-bodies.ts";
import { walkPages } from "#domain/walk-pages.ts";

export type RetentionPlace = { table: string; after: string };

export type DeletedRows = {
  deleted: Record<string, number>;
  next: RetentionPlace | null;
};

/** Rows per transaction. 500 rows take 6 ms and raised the p95 of deliveries by half (measured). */
const BATCH = 125;
export const REST_FACTOR = 3;
const DAY_MS = 86_400_000;
/** Multiple of a batch's time: the walk uses a twentieth of one connection. */
const PAUSE_FACTOR = 19;
/** Bounds the pause, because a shutdown waits for it. */
const PAUSE_MS_MAX = 1_000;
/** Advisory lock: two walks would only wait for each other. */
export const LOCK_KEY = ADVISORY_LOCKS.retention;

/**
 * Deletes bodies after `retentionDays`, or after the days of their tenant, other rows after three times as long, sandbox events with all of theirs after 7
 * days, kept answers after 24 h, figures after 48 hours (minutes) and 90 days. Rows of waiting deliveries stay. Runs for `workMsMax` and one more batch. Crashes,
 * repeats and concurrent calls are safe.
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
    now: new Date(now),
    answers: new Date(now - ANSWERS_KEPT_MS),
    bodies: new Date(now - settings.retentionDays * DAY_MS),
    rest: new Date(now - settings.retentionDays * REST_FACTOR * DAY_MS),
    sandbox: new Date(now - SANDBOX_KEPT_DAYS * DAY_MS),
  };
  const deleted: Record<string, number> = {};
  const walks = [...WALKS, ...(await listOwnRetentions({ sql })).flatMap((own) => walksOf(own, now))];
  const begun = performance.now();
  const start = walks.findIndex(({ table }) => table === from?.table);
  for (const rows of walks.slice(Math.max(0, start))) {
    const counted = rows.countedAs ?? rows.table;
    let isMine = true;
    const deletePage = async (after: string): Promise<string | null> => {
      const asked = performance.now();
      const [batch] = await sql<Batch>(rows.text, [
        after,
        rows.before(cutoffs),
        rows.batch,
        ...(rows.ranBefore ? [rows.ranBefore(cutoffs)] : []),
        ...(rows.tenantId === undefined ? [] : [rows.tenantId]),
      ]);
      isMine = batch?.isMine ?? false;
      if (!batch || !isMine) return null;
      if (batch.deleted > 0) deleted[counted] = (deleted[counted] ?? 0) + batch.deleted;
      if (batch.looked < rows.batch) return null;
      await pause(Math.min((performance.now() - asked) * pauseFactor, PAUSE_MS_MAX));
      return batch.last;
    };
    const isOver = () => performance.now() - begun >= workMsMax;
    const left = await walkPages(rows.table === from?.table ? from.after : "", deletePage, isOver);
    if (left !== null) return { deleted, next: { table: rows.table, after: left } };
    if (!isMine) return { deleted, next: null };
  }
  return { deleted, next: null };
};

type Batch = { isMine: boolean; looked: number; last: string | null; deleted: number };

/**
 * Continues after the last row, which passes waiting rows once. Commits are not awaited: the next walk repeats lost
 * deletions.
 */
const statementOf = ({ page, gone }: { page: string; gone: string }) => `
WITH turn AS MATERIALIZED (
  SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS is_mine, set_config('synchronous_commit', 'off', true)
), page AS MATERIALIZED (
  ${page}
), ${gone}
SELECT is_mine AS "isMine", (SELECT count(*)::int FROM page) AS looked, (SELECT max(key) FROM page) AS last,
  (SELECT count(*)::int FROM gone) AS deleted
FROM turn`;

const deletePageOf = ({ table, key, isOld, isOver, isOfEvents }: ExpiringRows) => {
  const size = bodySize(table);
  const returned = size ? `'${table}' AS table_name, r.${key} AS key, r.tenant_id, ${size} AS bytes` : "1";
  return statementOf({
    page: `SELECT r.${key} AS key FROM ${table} r WHERE (SELECT is_mine FROM turn) AND r.${key} > $1 AND ${isOld}
  ORDER BY r.${key} LIMIT $3`,
    gone: `gone AS (
  DELETE FROM ${table} r USING page WHERE r.${key} = page.key AND ${isOver}${isOfEvents ? ` AND ${FOLLOWS_SYSTEM}` : ""} RETURNING ${returned}
)${size ? `, ${uncountSql("gone", { isOfOneTenant: false })}` : ""}`,
  });
};

/** `countedAs`: name in the log line; default: `table`. */
type Walk = Pick<ExpiringRows, "table" | "before" | "ranBefore"> & {
  batch: number;
  text: string;
  countedAs?: string;
  tenantId?: string;
};

const OWN_WALKS = (["bodies", "events"] as const).map((what) => ({
  what,
  text: statementOf(deleteOfTenant(what)),
}));

/** A tenant whose retention is reset meanwhile begins the next walk anew. */
const walksOf = ({ tenantId, days }: OwnRetention, now: number): Walk[] =>
  OWN_WALKS.map(({ what, text }) => {
    const { before, ranBefore } = firstKept(what === "bodies" ? days : days * REST_FACTOR, now);
    return {
      table: `${what} of ${tenantId}`,
      countedAs: `own_${what}`,
      before: () => before,
      ranBefore: () => ranBefore,
      batch: OWN_BATCH,
      text,
      tenantId,
    };
  });

/** Names of `table` stand in the place to continue from and in the log line. */
const WALKS: readonly Walk[] = [
  ...EXPIRING_ROWS.map((rows) => ({ ...rows, batch: BATCH, text: deletePageOf(rows) })),
  {
    table: "sandbox_event",
    before: ({ sandbox }) => firstIdAt("evt", sandbox),
    ranBefore: ({ sandbox }) => sandbox,
    batch: SANDBOX_BATCH,
    text: statementOf(DELETE_SANDBOX),
  },
  ...FIGURE_TABLES.map((table) => ({
    table,
    before: ({ now }: Cutoffs) => now,
    batch: BATCH,
    text: statementOf(deleteFigures(table)),
  })),
];

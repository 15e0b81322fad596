import type { Deps } from "#domain/context.ts";
import { firstIdAt } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import { STORED_BODIES, type StoredBodies } from "#domain/storage/stored-bodies.ts";
import { STORAGE_WARNED_AT, storageMaxSql } from "#domain/storage/tenant-storage.ts";

/** Rows per statement (2 ms), and rows with the key of the last one. */
const PAGE = 2_000;
/** Bounds the first count, because a shutdown waits for it. */
const NEW_MS_MAX = 3_000;

type MeasureDeps = Pick<Deps, "sql" | "clock" | "settings" | "log">;

/**
 * Counts each tenant's bodies into `tenant_storage`: new rows first, then old rows again for `lapMsMax`. A finished
 * lap replaces the figures, which removes errors. `storage_walk` keeps the place, so crashes, repeats and concurrent
 * runs are safe. Counts without limits too, for the figures of operators. Logs a nearly full tenant once.
 */
export const measureStorage = async (deps: MeasureDeps, { lapMsMax }: { lapMsMax: number }): Promise<void> => {
  const { storageBytesMax } = deps.settings;
  const newUntil = performance.now() + NEW_MS_MAX;
  for (const bodies of STORED_BODIES) await countNew(deps, bodies, newUntil);
  const until = performance.now() + lapMsMax;
  while (performance.now() < until) {
    const looked = await goOnWithLap(deps, until);
    if (!looked) break;
  }
  await warn(deps, storageBytesMax);
};

/** Time from an id to its commit: attempts are written when they end. */
const visibleAfterMs = ({ settings }: Pick<Deps, "settings">) => settings.attemptTimeoutMs + 2 * LEASE_SPARE_MS;

const countNew = async (deps: MeasureDeps, bodies: StoredBodies, until: number) => {
  const before = new Date(deps.clock().getTime() - visibleAfterMs(deps));
  const values = [firstIdAt(bodies.prefix, before), before];
  for (let isMore = true; isMore; ) {
    const [page] = await deps.sql<{ looked: number }>(COUNT_NEW[bodies.table], values);
    isMore = (page?.looked ?? 0) >= PAGE && performance.now() < until;
  }
};

/** Returns false at the end of the lap. */
const goOnWithLap = async ({ sql }: MeasureDeps, until: number): Promise<boolean> => {
  for (const { table } of STORED_BODIES) {
    const [page] = await sql<{ looked: number }>(COUNT_AGAIN[table]);
    if (!page) return false;
    if (page.looked > 0 || performance.now() >= until) return true;
  }
  await sql(END_LAP);
  return false;
};

const warn = async ({ sql, log }: MeasureDeps, bytesMax: number | null) => {
  const rows = await sql<{ tenantId: string; bytes: number; storageBytesMax: number }>(WARN, [bytesMax]);
  for (const { tenantId, bytes, storageBytesMax } of rows)
    log.warn({ tenantId, bytes, storageBytesMax }, "the storage of a tenant is nearly full");
};

const pageSql = (
  { table, key, size }: StoredBodies,
  { range, moved, counts }: { range: string; moved: string; counts: string[] },
) => `
WITH walk AS MATERIALIZED (
  SELECT * FROM storage_walk WHERE table_name = '${table}' FOR UPDATE SKIP LOCKED
), page AS MATERIALIZED (
  SELECT r.${key} AS key, r.tenant_id, ${size} AS bytes FROM ${table} r
  WHERE (SELECT true FROM walk) AND ${range} ORDER BY r.${key} FETCH FIRST ${PAGE} ROWS WITH TIES
), seen AS (
  SELECT max(key) AS last, count(*)::int AS looked FROM page
), moved AS (
  UPDATE storage_walk w SET ${moved} FROM walk, seen WHERE w.table_name = walk.table_name
), counted AS (
  INSERT INTO tenant_storage AS s (tenant_id, ${counts.join(", ")})
  SELECT page.tenant_id, ${counts.map(() => "sum(page.bytes)").join(", ")}
  FROM page JOIN tenant ON tenant.id = page.tenant_id GROUP BY page.tenant_id ORDER BY page.tenant_id
  ON CONFLICT (tenant_id) DO UPDATE SET ${counts.map((name) => `${name} = s.${name} + excluded.${name}`).join(", ")}
)
SELECT looked FROM seen, walk`;

const byTable = (sqlOf: (bodies: StoredBodies) => string) =>
  Object.fromEntries(STORED_BODIES.map((bodies) => [bodies.table, sqlOf(bodies)])) as Record<
    StoredBodies["table"],
    string
  >;

const COUNT_NEW = byTable((bodies) =>
  pageSql(bodies, {
    range: `r.${bodies.key} > (SELECT counted_to FROM walk) AND r.${bodies.key} < $1`,
    moved: `counted_to = coalesce(seen.last, w.counted_to),
      counted_at = CASE WHEN seen.looked < ${PAGE} THEN $2 ELSE w.counted_at END`,
    counts: ["bytes", "counting"],
  }),
);

const COUNT_AGAIN = byTable((bodies) =>
  pageSql(bodies, {
    range: `r.${bodies.key} > (SELECT lap_at FROM walk) AND r.${bodies.key} <= (SELECT lap_to FROM walk)`,
    moved: "lap_at = CASE WHEN seen.looked = 0 THEN w.lap_to ELSE seen.last END",
    counts: ["counting"],
  }),
);

/** Locks walks before tenants, like a page. */
const END_LAP = `
WITH walk AS MATERIALIZED (
  SELECT table_name FROM storage_walk ORDER BY table_name FOR UPDATE
), ended AS (
  SELECT count(*) = ${STORED_BODIES.length} AS is_all FROM storage_walk w JOIN walk USING (table_name) WHERE w.lap_at = w.lap_to
), moved AS (
  UPDATE storage_walk SET lap_at = '', lap_to = counted_to FROM ended WHERE is_all
)
UPDATE tenant_storage SET bytes = counting, counting = 0 FROM ended WHERE is_all`;

/** Tenants without a limit are never near it. */
const WARN = `
WITH judged AS MATERIALIZED (
  SELECT s.tenant_id, m.bytes_max, coalesce(s.bytes >= floor(m.bytes_max * ${STORAGE_WARNED_AT}), false) AS is_near
  FROM tenant_storage s JOIN tenant t ON t.id = s.tenant_id CROSS JOIN LATERAL (SELECT ${storageMaxSql("t", "$1::bigint")} AS bytes_max) m
), enough AS (
  UPDATE tenant_storage s SET warned_at = NULL, email_due_at = NULL FROM judged
  WHERE judged.tenant_id = s.tenant_id AND s.warned_at IS NOT NULL AND NOT is_near
)
UPDATE tenant_storage s SET warned_at = now(), email_due_at = now() FROM judged
WHERE judged.tenant_id = s.tenant_id AND s.warned_at IS NULL AND is_near
RETURNING s.tenant_id AS "tenantId", s.bytes::float8 AS bytes, bytes_max::float8 AS "storageBytesMax"`;

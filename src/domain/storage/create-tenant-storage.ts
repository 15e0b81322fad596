import type { Deps, Sql } from "#domain/context.ts";
import type { TenantLimits } from "#domain/limits/tenant-limits.ts";
import { storageFull, type TenantStorage } from "#domain/storage/tenant-storage.ts";

const FRESH_MS = 5_000;
const SLICE_MS = 10_000;
const SLICES_MAX = 60;
/** Tenants above which idle ones are forgotten. */
const QUIET_FROM = 10_000;

type Slice = { from: number; until: number; bytes: number };
type Known = { bytes: number; readAt: number; stored: Slice[] };
const NONE: ReadonlySet<string> = new Set();
type Row = { countedAt: Date | null; tenantId: string | null; bytes: number | null };

/**
 * Keeps figures of `tenant_storage` in memory, plus bytes stored since by this process. One query refreshes all old
 * figures of a request. Storing for tenants without a limit costs no query.
 *
 * @param bytesMax null = no limit for tenants without their own
 */
export const createTenantStorage = ({
  sql,
  clock,
  bytesMax,
  own = { storageBytes: () => null },
}: {
  sql: Sql;
  clock: Deps["clock"];
  bytesMax: number | null;
  own?: Pick<TenantLimits, "storageBytes">;
}): TenantStorage => {
  const maxOf = (tenantId: string) => own.storageBytes(tenantId) ?? bytesMax;
  const tenants = new Map<string, Known>();
  /** Instant up to which the table has counted all bodies. */
  let countedAt = 0;

  const knownOf = (tenantId: string): Known => {
    const known = tenants.get(tenantId) ?? { bytes: 0, readAt: Number.NEGATIVE_INFINITY, stored: [] };
    tenants.set(tenantId, known);
    return known;
  };
  const usedBy = ({ bytes, stored }: Known) =>
    stored.reduce((sum, slice) => (slice.until < countedAt ? sum : sum + slice.bytes), bytes);

  const refresh = async (tenantIds: Iterable<string>) => {
    const now = clock().getTime();
    const old = [...tenantIds].filter((id) => Math.abs(now - knownOf(id).readAt) >= FRESH_MS);
    if (old.length === 0) return;
    for (const id of old) knownOf(id).readAt = now;
    const rows = await sql<Row>(READ, [old]).catch((error: unknown) => {
      for (const id of old) knownOf(id).readAt = Number.NEGATIVE_INFINITY;
      throw error;
    });
    countedAt = rows[0]?.countedAt?.getTime() ?? 0;
    const bytes = new Map(rows.map((row) => [row.tenantId, row.bytes]));
    for (const id of old) {
      const known = knownOf(id);
      known.bytes = bytes.get(id) ?? 0;
      known.stored = known.stored.filter(({ until }) => until >= countedAt);
    }
    if (tenants.size > QUIET_FROM) forgetQuiet(now);
  };
  const forgetQuiet = (now: number) => {
    for (const [id, { readAt, stored }] of tenants)
      if (now - readAt >= FRESH_MS && stored.every(({ until }) => until < countedAt)) tenants.delete(id);
  };

  const full = async (tenantIds: Iterable<string>): Promise<ReadonlySet<string>> => {
    const limited = [...new Set(tenantIds)].flatMap((id) => {
      const max = maxOf(id);
      return max === null ? [] : [{ id, max }];
    });
    if (limited.length === 0) return NONE;
    await refresh(limited.map(({ id }) => id));
    return new Set(limited.flatMap(({ id, max }) => (usedBy(knownOf(id)) >= max ? [id] : [])));
  };

  return {
    full,

    requireSpace: async (tenantId) => {
      const max = maxOf(tenantId);
      if (max !== null && (await full([tenantId])).has(tenantId)) throw storageFull(tenantId, max);
    },

    add: (bytesByTenant) => {
      const now = clock().getTime();
      for (const [tenantId, bytes] of bytesByTenant) {
        if (maxOf(tenantId) === null) continue;
        const { stored } = knownOf(tenantId);
        const last = stored.at(-1);
        if (last && (now - last.from < SLICE_MS || stored.length >= SLICES_MAX)) {
          last.bytes += bytes;
          last.until = now;
        } else stored.push({ from: now, until: now, bytes });
      }
    },

    useOf: async (tenantId) => {
      await refresh([tenantId]);
      return { bytes: usedBy(knownOf(tenantId)), bytesMax: maxOf(tenantId) };
    },
  };
};

const READ = `
SELECT w.counted_at AS "countedAt", s.tenant_id AS "tenantId", s.bytes::float8 AS bytes
FROM storage_walk w LEFT JOIN tenant_storage s ON s.tenant_id = ANY($1::text[])
WHERE w.table_name = 'webhook_payload'`;

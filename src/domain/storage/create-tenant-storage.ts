import type { Deps, Sql } from "#domain/context.ts";
import { storageFull, type TenantStorage } from "#domain/storage/tenant-storage.ts";

const FRESH_MS = 5_000;
const SLICE_MS = 10_000;
const SLICES_MAX = 60;
/** Tenants above which idle ones are forgotten. */
const QUIET_FROM = 10_000;

type Slice = { from: number; until: number; bytes: number };
type Known = { bytes: number; readAt: number; stored: Slice[] };
type Row = { countedAt: Date | null; tenantId: string | null; bytes: number | null };

const NONE: ReadonlySet<string> = new Set();
const UNLIMITED: TenantStorage = {
  full: async () => NONE,
  requireSpace: async () => {},
  add: () => {},
  useOf: async () => null,
};

/**
 * Keeps figures of `tenant_storage` in memory, plus bytes stored since by this process. One query refreshes all old
 * figures of a request.
 *
 * @param bytesMax null = no limit and no queries
 */
export const createTenantStorage = ({
  sql,
  clock,
  bytesMax,
}: {
  sql: Sql;
  clock: Deps["clock"];
  bytesMax: number | null;
}): TenantStorage => {
  if (bytesMax === null) return UNLIMITED;
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

  const full = async (tenantIds: Iterable<string>) => {
    const asked = new Set(tenantIds);
    await refresh(asked);
    return new Set([...asked].filter((id) => usedBy(knownOf(id)) >= bytesMax));
  };

  return {
    full,

    requireSpace: async (tenantId) => {
      if ((await full([tenantId])).has(tenantId)) throw storageFull(tenantId, bytesMax);
    },

    add: (bytesByTenant) => {
      const now = clock().getTime();
      for (const [tenantId, bytes] of bytesByTenant) {
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
      return { bytes: usedBy(knownOf(tenantId)), bytesMax };
    },
  };
};

const READ = `
SELECT w.counted_at AS "countedAt", s.tenant_id AS "tenantId", s.bytes::float8 AS bytes
FROM storage_walk w LEFT JOIN tenant_storage s ON s.tenant_id = ANY($1::text[])
WHERE w.table_name = 'webhook_payload'`;

import type { Sql } from "#domain/context.ts";
import { createGcra } from "#domain/limits/gcra.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

/** Part of the limit that each process accepts without a lease: tenants that send little cost no statement. */
const FREE_PART = 0.05;
/** Part of a second's events in one lease. */
const LEASE_PART = 0.1;
/** Leased tokens are good for so long, so that a process that is idle again keeps none. */
const LEASE_MS = 1_000;
/** Time in which a process does not ask again for a tenant without tokens. */
const EMPTY_MS = 50;
/** Tenants above which forgotten leases are dropped. */
const LEASES_MAX = 10_000;

type Asked = { key: string; count: number; msEach: number };
type Lease = { tokens: number; until: number };

/** `tenantId`: one that is over its limit. */
export type SharedUse = { isOver: false } | { isOver: true; tenantId: string };

/**
 * Limits events of a tenant over all web processes: a process leases tokens from one row for each tenant (GCRA, by database time) when its free
 * part is used up. One statement leases for many requests. A crash loses the tokens of a tenth of a second.
 *
 * @param perSecondOf limit of a tenant
 * @param clock milliseconds, monotonic
 */
export const createSharedEvents = (
  sql: Sql,
  perSecondOf: (tenantId: string) => number,
  { windowSeconds, clock = () => performance.now() }: { windowSeconds: number; clock?: () => number },
) => {
  const free = createGcra({ max: 1, seconds: windowSeconds }, clock, (tenantId) =>
    Math.max(1, perSecondOf(tenantId) * windowSeconds * FREE_PART),
  );
  const leases = new Map<string, Lease>();
  const emptyUntil = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();

  const tokensOf = (tenantId: string): number => {
    const known = leases.get(tenantId);
    return known && known.until > clock() ? known.tokens : 0;
  };

  const lease = async (wanted: ReadonlyMap<string, number>): Promise<SharedUse> => {
    const asked = [...wanted].filter(([tenantId, count]) => tokensOf(tenantId) < count);
    const leased = asked.length > 0 ? await ask(asked.map(([id, count]) => [id, Math.max(count, chunkOf(id))])) : NONE;
    const rest = asked.filter(([tenantId]) => !leased.has(tenantId));
    // Near the limit there may be room for the events themselves.
    const exact = rest.length > 0 ? await ask(rest) : NONE;
    for (const [tenantId, tokens] of [...leased, ...exact])
      leases.set(tenantId, { tokens: tokensOf(tenantId) + tokens, until: clock() + LEASE_MS });
    const [over] = rest.find(([tenantId]) => !exact.has(tenantId)) ?? [];
    if (over !== undefined) {
      emptyUntil.set(over, clock() + EMPTY_MS);
      return { isOver: true, tenantId: over };
    }
    for (const [tenantId, count] of wanted) {
      const known = leases.get(tenantId);
      if (known) known.tokens -= count;
    }
    if (leases.size + emptyUntil.size > LEASES_MAX) forget();
    return { isOver: false };
  };

  const ask = async (counts: readonly (readonly [tenantId: string, count: number])[]) => {
    const asked = counts.map(([tenantId, count]) => ({
      key: `${PREFIX}${tenantId}`,
      count,
      msEach: 1_000 / perSecondOf(tenantId),
    }));
    const rows = await sql<{ key: string }>(...LEASE({ asked, windowMs: windowSeconds * 1_000 }));
    const leased = new Set(rows.map(({ key }) => key));
    return new Map(counts.filter(([tenantId]) => leased.has(`${PREFIX}${tenantId}`)));
  };

  const chunkOf = (tenantId: string) => Math.ceil(perSecondOf(tenantId) * LEASE_PART);

  const forget = () => {
    const now = clock();
    for (const [tenantId, { until }] of leases) if (until <= now) leases.delete(tenantId);
    for (const [tenantId, until] of emptyUntil) if (until <= now) emptyUntil.delete(tenantId);
  };

  return {
    /** Counts for all tenants, or for none if one is over its limit; tokens that were leased meanwhile stay for later events. */
    take: async (counts: ReadonlyMap<string, number>): Promise<SharedUse> => {
      const wanted = new Map([...counts].filter(([tenantId, count]) => free.take(new Map([[tenantId, count]])).isOver));
      if (wanted.size === 0) return { isOver: false };
      const now = clock();
      for (const tenantId of wanted.keys())
        if ((emptyUntil.get(tenantId) ?? now) > now) return { isOver: true, tenantId };
      // One after another, so that requests which arrive together share a lease.
      const own = turn.then(() => lease(wanted));
      turn = own.catch(() => {});
      return own;
    },
  };
};

const NONE: ReadonlyMap<string, number> = new Map();

/** Rows of `rate_limit`, whose limiter deletes rows an hour after `expire`. */
const PREFIX = "events:";

/** `expire` is the theoretical arrival time (GCRA), in milliseconds since 1970. Sorted, because unordered requests deadlock. */
const LEASE = statement(
  { asked: rowsOf<Asked>({ key: "text", count: "int", msEach: "float8" }), windowMs: "float8" },
  ({ asked, windowMs }) => `
WITH now AS MATERIALIZED (
  SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms
), given AS MATERIALIZED (
  SELECT a.key, a.count * a.ms_each AS cost FROM ${asked.as("a")} WHERE a.count * a.ms_each <= ${windowMs}
)
INSERT INTO rate_limit AS r (key, points, expire) SELECT key, 0, ceil(ms + cost) FROM given, now ORDER BY key
ON CONFLICT (key) DO UPDATE SET expire = ceil(greatest(r.expire, (SELECT ms FROM now)) + (SELECT g.cost FROM given g WHERE g.key = r.key))
WHERE greatest(r.expire, (SELECT ms FROM now)) + (SELECT g.cost FROM given g WHERE g.key = r.key) <= (SELECT ms FROM now) + ${windowMs}
RETURNING key`,
);

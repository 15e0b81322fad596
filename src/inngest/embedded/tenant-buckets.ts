import { availableParallelism } from "node:os";
import { ACTIVE_MS, HELD_BACK_AT_ONCE, TENANT_BUCKET } from "#domain/fairness.ts";
import { createGcra } from "#domain/limits/gcra.ts";

export type BucketQuery = { limit: number; heldBack: readonly string[] };

/**
 * Gives each tenant a token bucket: an event takes one token, a retry two. While a tenant with tokens is active, a tenant with an
 * empty bucket gets small batches, each after the last one is paid, until its bucket is full. Otherwise no tenant is held back.
 *
 * @param clock milliseconds, monotonic
 */
export const createTenantBuckets = ({
  cores = availableParallelism(),
  clock = () => performance.now(),
}: {
  cores?: number;
  clock?: () => number;
} = {}) => {
  const { burst, perSecondAndCore, coresMax } = TENANT_BUCKET;
  const gcra = createGcra({ max: burst, seconds: burst / (perSecondAndCore * Math.min(cores, coresMax)) }, clock);
  /** Tokens are charged after a batch is taken, so that work of any size can begin. */
  const debtMax = 1 + HELD_BACK_AT_ONCE / burst;
  const tenants = new Map<string, { lastAt: number; isEmptied: boolean }>();

  const emptied = (): string[] => {
    const now = clock();
    let isOtherActive = false;
    for (const [tenantId, tenant] of tenants) {
      if (tenant.isEmptied && gcra.used(tenantId) === 0) tenant.isEmptied = false;
      if (tenant.isEmptied) continue;
      if (now - tenant.lastAt >= ACTIVE_MS) tenants.delete(tenantId);
      else isOtherActive = true;
    }
    return isOtherActive ? [...tenants].flatMap(([tenantId, { isEmptied }]) => (isEmptied ? [tenantId] : [])) : [];
  };
  const charge = (work: readonly { tenantId: string }[], tokensEach: number) => {
    const lastAt = clock();
    for (const [tenantId, { length }] of Map.groupBy(work, (one) => one.tenantId)) {
      gcra.charge(tenantId, length * tokensEach, debtMax);
      tenants.set(tenantId, { lastAt, isEmptied: tenants.get(tenantId)?.isEmptied || gcra.used(tenantId) >= 1 });
    }
  };

  return {
    /** Charges the tenants whose work `find` returns. */
    take: async <Work extends { tenantId: string }>(
      limit: number,
      find: (query: BucketQuery) => Promise<Work[]>,
      tokensEach = 1,
    ): Promise<Work[]> => {
      const held = emptied();
      const heldBack = held.filter((tenantId) => gcra.waitMs(tenantId, 1) > 0);
      const isJoined = heldBack.length < held.length;
      const found = await find({ limit: isJoined ? Math.min(limit, HELD_BACK_AT_ONCE) : limit, heldBack });
      charge(found, tokensEach);
      return found;
    },

    /** Time until a held-back tenant may join a batch; null = no tenant waits. */
    waitMs: (): number | null => {
      const waits = emptied().map((tenantId) => gcra.waitMs(tenantId, 1));
      return waits.some((ms) => ms > 0) ? Math.min(...waits.filter((ms) => ms > 0)) : null;
    },

    /** True for a tenant that is held back while another one is active. */
    isEmptied: (tenantId: string): boolean => tenants.get(tenantId)?.isEmptied ?? false,

    size: (): number => tenants.size,
  };
};

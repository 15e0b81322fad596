import { availableParallelism } from "node:os";
import { ACTIVE_MS, HELD_BACK_AT_ONCE, TENANT_BUCKET } from "#domain/fairness.ts";
import { createGcra } from "#domain/limits/gcra.ts";

export type BucketQuery = { limit: number; heldBack: readonly string[] };

/**
 * One token bucket for each tenant: an event takes a token, a retry two. A tenant with an empty bucket is held back until its
 * bucket is full again, as long as a tenant that has tokens is active: it joins a batch of a few whenever it has paid off the
 * last one. A tenant alone, or among others with empty buckets, is not held back. Idle tenants are forgotten.
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
  /** A batch is paid for after it was taken, so that work of any size can begin. */
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
    /** Finds work, leaving out tenants that have to wait, and charges the tenants whose work was found. */
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

    /** Milliseconds until a tenant that waits may join a batch; null when none waits. */
    waitMs: (): number | null => {
      const waits = emptied().map((tenantId) => gcra.waitMs(tenantId, 1));
      return waits.some((ms) => ms > 0) ? Math.min(...waits.filter((ms) => ms > 0)) : null;
    },

    /** Number of remembered tenants. */
    size: (): number => tenants.size,
  };
};

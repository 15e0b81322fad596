import type { Subscription } from "#engine/dispatch/batch.ts";
import { readWebhooks } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/**
 * Memory of the active webhooks of tenants, as they were read. What uses it finds out by itself whether they changed (`store-handed.sql.ts`), and lets it
 * forget. Webhooks of the slow lane are not kept: their recovery is no change of theirs.
 */
export type KnownWebhooks = {
  read(tenantIds: readonly string[]): Promise<Subscription[]>;
  forget(tenantId: string): void;
};

/** Bounds the memory: some KiB each, with their headers. The tenant that was read first goes first. */
const WEBHOOKS_MAX = 1_000;

export const createKnownWebhooks = (deps: Pick<EngineDeps, "sql">): KnownWebhooks => {
  const known = new Map<string, readonly Subscription[]>();
  let size = 0;

  const forget = (tenantId: string) => {
    size -= sizeOf(known.get(tenantId));
    known.delete(tenantId);
  };
  const keep = (tenantId: string, webhooks: readonly Subscription[]) => {
    forget(tenantId);
    if (webhooks.some(({ isSlow }) => isSlow)) return;
    known.set(tenantId, webhooks);
    size += sizeOf(webhooks);
    for (const oldest of known.keys()) {
      if (size <= WEBHOOKS_MAX) break;
      forget(oldest);
    }
  };

  return {
    read: async (tenantIds) => {
      if (tenantIds.every((tenantId) => known.has(tenantId))) return tenantIds.flatMap((id) => known.get(id) ?? []);
      const webhooks = await readWebhooks(deps, tenantIds);
      for (const id of tenantIds)
        keep(
          id,
          webhooks.filter(({ tenantId }) => tenantId === id),
        );
      return webhooks;
    },
    forget,
  };
};

/** A tenant without webhooks takes a place too. */
const sizeOf = (webhooks: readonly Subscription[] | undefined): number => (webhooks ? 1 + webhooks.length : 0);

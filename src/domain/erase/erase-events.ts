import type { Deps } from "#domain/context.ts";
import { ERASE } from "#domain/erase/erase-events.sql.ts";

/** Moves the cursor in the erasing statement, so one of two concurrent walks stops. */
export type WalkStep = {
  erasureId: string;
  after: string;
  next: string;
  /** Time until the second pass, set at the end of the walk. */
  settleAfterMs: number | null;
};

export type Erased = {
  /** Counts without derived events and repeats. */
  count: number;
  /** Null without a walk or when another call moved the cursor. */
  walked: { erased: number } | null;
};

/**
 * Erases payloads, bodies, headers and responses of events and derived events. Cancels waiting deliveries. Running
 * attempts end normally, so callers repeat this after a lease. The external id stays against resubmission unless it
 * contains the customer id. A repeat is safe.
 */
export const eraseEvents = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, sourceIds, customerId }: { tenantId: string; sourceIds: readonly string[]; customerId: string | null },
  walk: WalkStep | null = null,
): Promise<Erased> => {
  if (sourceIds.length === 0 && !walk) return { count: 0, walked: null };
  const { erasureId, after, next, settleAfterMs } = walk ?? NO_STEP;
  const [row] = await sql<{ count: number; erased: number | null }>(
    ...ERASE({ tenantId, sourceIds, customerId: customerId ?? "", erasureId, after, next, settleAfterMs }),
  );
  return { count: row?.count ?? 0, walked: typeof row?.erased === "number" ? { erased: row.erased } : null };
};

const NO_STEP = { erasureId: null, after: null, next: null, settleAfterMs: null };

import type { Deps } from "#domain/context.ts";
import { ERASE } from "#domain/erase/erase-events.sql.ts";

/** A step of a walk over one customer's events. The walk moves on together with what it erases, so one of two walks stops. */
export type WalkStep = {
  erasureId: string;
  after: string;
  /** Position after this step. */
  next: string;
  /** Time until the second look, at the end of the walk: the row then forgets the customer. */
  settleAfterMs: number | null;
};

export type Erased = {
  /** Events that were not erased before, without derived ones. */
  count: number;
  /** All that the walk has erased; null without a walk, and when another call has moved it. */
  walked: { erased: number } | null;
};

/**
 * Erases events and the events derived from them: payloads, bodies of deliveries, headers and answers of attempts, and the
 * resource id. Waiting deliveries are canceled (`erased`); running attempts end by themselves, so callers repeat this after a
 * lease. Rows stay, and so does the external id, or the event could be sent in again; an id that names the customer goes.
 * One statement; safe to repeat.
 *
 * @param sourceIds events that were not derived from others
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

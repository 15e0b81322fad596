import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { firstIdAt } from "#domain/ids.ts";
import {
  DELIVERIES_BETWEEN,
  EVENTS_OF_TIME,
  eventWindow,
  firstEventCursor,
  IS_RECOVERABLE,
  MISSING,
  missingTypes,
  SCAN,
} from "#domain/recoveries/recoverable.ts";
import type { RecoveryRange } from "#domain/recoveries/recovery-range.ts";

/** The webhook that something is recovered for. */
export type RecoveryTarget = { tenantId: string; subscriptionId: string; events: readonly string[] };

/** Somebody waits for it. A million deliveries take 4 s, a million events 6 s (measured on two cores). */
const COUNT_MS_MAX = 20_000;

/**
 * Exactly how many a recovery that starts now will send, as long as nothing else changes. Reads only. `invalid` when there is
 * too much in the range to be counted within 20 s.
 */
export const countRecoverable = async (
  deps: Pick<Deps, "sql" | "clock">,
  target: RecoveryTarget,
  range: RecoveryRange,
): Promise<number> => {
  const { count, isMore } = await countRecoverableFor(deps, target, range, COUNT_MS_MAX);
  if (isMore)
    throw new DomainError("invalid", "There is too much in that time to be counted. Choose a shorter one.", [
      { path: "since", message: "choose a later one, or an earlier until" },
    ]);
  return count;
};

/** The same for `workMsMax` and a last statement; with `isMore` it was not at the end by then. */
export const countRecoverableFor = async (
  deps: Pick<Deps, "sql" | "clock">,
  { tenantId, subscriptionId, events }: RecoveryTarget,
  { since, until, statuses, includeMissing }: RecoveryRange,
  workMsMax: number,
): Promise<{ count: number; isMore: boolean }> => {
  const endsAt = deps.clock().getTime() + workMsMax;
  const times = { since, until };
  const countDeliveries = () =>
    countPages(deps, { endsAt, after: firstIdAt("dlv", since) }, (after) =>
      deps.sql<Page>(COUNT_DELIVERIES, [tenantId, subscriptionId, after, firstIdAt("dlv", until), statuses]),
    );
  const firstCursor = includeMissing ? await firstEventCursor(deps, tenantId, times) : null;
  const countMissing = (first: string) =>
    countPages(deps, { endsAt, after: first }, (after) => {
      const window = eventWindow(after, times);
      const values = [...missingTypes(events), ...window.times];
      return deps.sql<Page>(COUNT_MISSING, [tenantId, subscriptionId, after, window.end, ...values]);
    });
  const walks = await Promise.all([
    ...(statuses.length > 0 ? [countDeliveries()] : []),
    ...(firstCursor === null ? [] : [countMissing(firstCursor)]),
  ]);
  return {
    count: walks.reduce((sum, { count }) => sum + count, 0),
    isMore: walks.some(({ isMore }) => isMore),
  };
};

/** Of the next rows: how many of them count, how many they are, and the last one. */
type Page = { count: number; seen: number; last: string | null };

const countPages = async (
  { clock }: Pick<Deps, "clock">,
  { endsAt, after }: { endsAt: number; after: string },
  read: (after: string) => Promise<Page[]>,
) => {
  let count = 0;
  for (let cursor: string | null = after; cursor !== null; ) {
    if (clock().getTime() >= endsAt) return { count, isMore: true };
    const [page]: Page[] = await read(cursor);
    count += page?.count ?? 0;
    cursor = page?.seen === SCAN ? page.last : null;
  }
  return { count, isMore: false };
};

const COUNT_DELIVERIES = `
WITH seen AS MATERIALIZED (
  SELECT id, event_id, status, test, due_at FROM webhook_delivery
  WHERE ${DELIVERIES_BETWEEN} LIMIT ${SCAN}
)
SELECT (SELECT count(*)::int FROM seen d WHERE d.status = ANY($5::text[]) AND ${IS_RECOVERABLE}) AS count,
  count(*)::int AS seen, max(id) AS last FROM seen`;

const COUNT_MISSING = `
WITH seen AS MATERIALIZED (${EVENTS_OF_TIME}
)
SELECT (
    SELECT coalesce(sum(needs_delivery::int + cardinality(needs_derived)), 0)::int FROM (${MISSING}) missing
  ) AS count, count(*)::int AS seen, max(id) AS last FROM seen`;

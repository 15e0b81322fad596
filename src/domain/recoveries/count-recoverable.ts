import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { firstIdAt } from "#domain/ids.ts";
import { DELIVERIES_BETWEEN, IS_RECOVERABLE, MISSING, missingTypes } from "#domain/recoveries/recoverable.ts";
import type { RecoveryRange } from "#domain/recoveries/recovery-range.ts";

/** The webhook that something is recovered for. */
export type RecoveryTarget = { tenantId: string; subscriptionId: string; events: readonly string[] };

/** Somebody waits for it. A million deliveries take 4 s, a million events 6 s (measured on two cores). */
const COUNT_MS_MAX = 20_000;
/** Rows looked at by one statement, which takes a small part of the time it may, however many there are in all. */
const SCAN = 5_000;

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
  const walk = (statement: string, prefix: "dlv" | "evt", values: readonly unknown[]) => {
    const end = firstIdAt(prefix, until);
    return countPages(deps, { endsAt, after: firstIdAt(prefix, since) }, (after) =>
      deps.sql<Page>(statement, [tenantId, subscriptionId, after, end, ...values]),
    );
  };
  const walks = await Promise.all([
    ...(statuses.length > 0 ? [walk(COUNT_DELIVERIES, "dlv", [statuses])] : []),
    ...(includeMissing ? [walk(COUNT_MISSING, "evt", missingTypes(events))] : []),
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
WITH seen AS MATERIALIZED (
  SELECT id, tenant_id, event, resource_id, occurred_at, status, test FROM webhook_event
  WHERE tenant_id = $1 AND id > $3 AND id < $4 ORDER BY id LIMIT ${SCAN}
)
SELECT (
    SELECT coalesce(sum(needs_delivery::int + cardinality(needs_derived)), 0)::int FROM (${MISSING}) missing
  ) AS count, count(*)::int AS seen, max(id) AS last FROM seen`;

import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { firstIdAt } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { COUNT_DELIVERIES, COUNT_MISSING } from "#domain/recoveries/count-recoverable.sql.ts";
import { eventWindow, firstEventCursor, wantedEvents } from "#domain/recoveries/event-window.ts";
import { SCAN } from "#domain/recoveries/recoverable.sql.ts";
import type { RecoveryRange } from "#domain/recoveries/recovery-range.ts";
import { walkPages } from "#domain/walk-pages.ts";

export type RecoveryTarget = { tenantId: string; subscriptionId: string; mode: Mode; events: readonly string[] };

/** Bounds the caller's wait. A million deliveries take 4 s, a million events 6 s (two cores). */
const COUNT_MS_MAX = 20_000;

/** Counts what a recovery started now sends. `invalid` after 20 s. */
export const countRecoverable = async (
  deps: Pick<Deps, "sql" | "clock">,
  target: RecoveryTarget,
  range: RecoveryRange,
): Promise<number> => {
  const { count, isMore } = await countRecoverableFor(deps, target, range, COUNT_MS_MAX);
  if (isMore)
    throw new DomainError(
      "invalid",
      "This time range holds too much to count. Choose a shorter range.",
      [{ path: "since", message: "choose a later since or an earlier until", reason: "range_too_large" }],
      { reason: "range_too_large" },
    );
  return count;
};

/** Counts for `workMsMax` and one more statement. */
export const countRecoverableFor = async (
  deps: Pick<Deps, "sql" | "clock">,
  { tenantId, subscriptionId, ...subscribed }: RecoveryTarget,
  { since, until, statuses, includeMissing }: RecoveryRange,
  workMsMax: number,
): Promise<{ count: number; isMore: boolean }> => {
  const { sql, clock } = deps;
  const endsAt = clock().getTime() + workMsMax;
  const isOver = () => clock().getTime() >= endsAt;
  const target = { tenantId, subscriptionId };
  const before = firstIdAt("dlv", until);
  const countDeliveries = () =>
    countPages(isOver, firstIdAt("dlv", since), (after) =>
      sql<Page>(...COUNT_DELIVERIES({ ...target, after, before, statuses })),
    );
  const wanted = wantedEvents(subscribed);
  const countMissing = (first: string) =>
    countPages(isOver, first, (after) =>
      sql<Page>(...COUNT_MISSING({ ...target, ...eventWindow(after, { since, until }), ...wanted })),
    );
  const firstCursor = includeMissing ? await firstEventCursor(deps, tenantId, { since, until }) : null;
  const walks = await Promise.all([
    ...(statuses.length > 0 ? [countDeliveries()] : []),
    ...(firstCursor === null ? [] : [countMissing(firstCursor)]),
  ]);
  return {
    count: walks.reduce((sum, { count }) => sum + count, 0),
    isMore: walks.some(({ isMore }) => isMore),
  };
};

type Page = { count: number; seen: number; last: string | null };

const countPages = async (isOver: () => boolean, first: string, read: (after: string) => Promise<Page[]>) => {
  let count = 0;
  const readPage = async (after: string): Promise<string | null> => {
    const [page] = await read(after);
    count += page?.count ?? 0;
    return page?.seen === SCAN ? page.last : null;
  };
  const left = await walkPages(first, readPage, isOver);
  return { count, isMore: left !== null };
};

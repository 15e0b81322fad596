/** Fewer events than this within the time that is looked at are no import. */
const MANY = 50;
/** So many times what the others bring on average. */
const TIMES = 8;
const WINDOW_MS = 2_000;
/** A tenant that brings so much for longer is none that imports. */
const IMPORT_MS_MAX = 900_000;

/**
 * Who brings how many of the events that are dispatched, in the last two to four seconds.
 *
 * @param clock milliseconds, monotonic
 */
export const createShares = (clock: () => number = () => performance.now()) => {
  let current = new Map<string, number>();
  let previous = new Map<string, number>();
  let since = clock();
  let manySince = new Map<string, number>();
  const turn = () => {
    const elapsed = clock() - since;
    if (elapsed < WINDOW_MS) return;
    previous = elapsed < 2 * WINDOW_MS ? current : new Map();
    current = new Map();
    since = clock();
  };

  return {
    note: (events: readonly { tenantId: string }[]): void => {
      turn();
      for (const { tenantId } of events) current.set(tenantId, (current.get(tenantId) ?? 0) + 1);
    },
    /** Tenants that bring far more than the others do, for a quarter of an hour at most; none while there are no others. */
    importing: (): string[] => {
      turn();
      const counts = new Map(previous);
      for (const [tenantId, count] of current) counts.set(tenantId, (counts.get(tenantId) ?? 0) + count);
      const total = counts.values().reduce((sum, count) => sum + count, 0);
      const many = [...counts].filter(
        ([, count]) => count >= MANY && (total - count) * TIMES < count * (counts.size - 1),
      );
      manySince = new Map(many.map(([tenantId]) => [tenantId, manySince.get(tenantId) ?? clock()]));
      return [...manySince].filter(([, at]) => clock() - at < IMPORT_MS_MAX).map(([tenantId]) => tenantId);
    },
  };
};

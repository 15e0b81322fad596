import type { RunEvent } from "#inngest/embedded/run-function.ts";
import type { RunnableFunction } from "#inngest/embedded/supported-options.ts";

/** Runs of one function at once, however many keys it has: a bound for memory, far above what a few failing tenants hold. */
const RUNS_MAX = 500;

/** Limits the runs of a function that go on at once: in all, and for each key by the first event of a run. */
export const createConcurrencyLimiter = ({ concurrency }: Pick<RunnableFunction, "concurrency">) => {
  const runs = new Set<readonly RunEvent[]>();
  const inAll = Math.min(RUNS_MAX, ...concurrency.flatMap(({ limit, keyOf }) => (keyOf ? [] : [limit])));
  const countOf = (keyOf: (event: RunEvent) => string, key: string) => {
    let count = 0;
    for (const [first] of runs) if (first && keyOf(first) === key) count++;
    return count;
  };

  return {
    /** True when no run can start, whatever its keys. */
    isFull: () => runs.size >= inAll,

    /** Takes a place for a run with its events; null when a limit is reached. The answer gives the place back. */
    enter: (events: readonly [RunEvent, ...RunEvent[]]): (() => void) | null => {
      if (runs.size >= inAll) return null;
      for (const { limit, keyOf } of concurrency) if (keyOf && countOf(keyOf, keyOf(events[0])) >= limit) return null;
      runs.add(events);
      return () => runs.delete(events);
    },

    /** Events of the runs that go on. */
    running: (): RunEvent[] => [...runs].flat(),
  };
};

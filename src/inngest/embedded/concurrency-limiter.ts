import { createBag } from "#domain/bag.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import type { RunnableFunction } from "#inngest/embedded/supported-options.ts";

/** Limits the memory of one function's runs, whatever their keys. */
const RUNS_MAX = 500;

/** Limits concurrent runs of a function: in total, and per key of a run's first event. */
export const createConcurrencyLimiter = ({ concurrency }: Pick<RunnableFunction, "concurrency">) => {
  const runs = createBag<readonly RunEvent[]>();
  const inAll = Math.min(RUNS_MAX, ...concurrency.flatMap(({ limit, keyOf }) => (keyOf ? [] : [limit])));
  const countOf = (keyOf: (event: RunEvent) => string, key: string) => {
    let count = 0;
    for (const [first] of runs.values()) if (first && keyOf(first) === key) count++;
    return count;
  };

  return {
    isFull: () => runs.size() >= inAll,

    /** Returns a function that frees the place; null at a limit. */
    enter: (events: readonly [RunEvent, ...RunEvent[]]): (() => void) | null => {
      if (runs.size() >= inAll) return null;
      for (const { limit, keyOf } of concurrency) if (keyOf && countOf(keyOf, keyOf(events[0])) >= limit) return null;
      return runs.add(events);
    },

    running: (): RunEvent[] => runs.values().flat(),
  };
};

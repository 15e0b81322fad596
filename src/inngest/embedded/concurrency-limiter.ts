import type { RunEvent } from "#inngest/embedded/run-function.ts";
import type { RunnableFunction } from "#inngest/embedded/supported-options.ts";

/** Runs of one function at once, however many keys it has: a bound for memory, far above what a few bad tenants can hold. */
const RUNS_MAX = 500;

/** How many runs of a function may go on: its keyed concurrency limits and a limit of our own. */
export const createRoom = ({ concurrency }: Pick<RunnableFunction, "concurrency">) => {
  const counts = concurrency.map(() => new Map<string, number>());
  const running = new Set<RunEvent>();
  let runs = 0;
  const isAtLimit = (index: number, key: string) =>
    (counts[index]?.get(key) ?? 0) >= (concurrency[index]?.limit ?? Number.POSITIVE_INFINITY);

  return {
    /** Whether no run at all could start, whatever its keys. */
    isFull: () => runs >= RUNS_MAX || concurrency.some((_, index) => counts[index]?.has("") && isAtLimit(index, "")),

    /** Takes a place for a run with its events, the first of which says its keys; null when one of them is at its limit. */
    enter: (event: RunEvent, ...others: readonly RunEvent[]): (() => void) | null => {
      const keys = concurrency.map(({ keyOf }) => keyOf(event));
      if (runs >= RUNS_MAX || keys.some((key, index) => isAtLimit(index, key))) return null;
      keys.forEach((key, index) => {
        counts[index]?.set(key, (counts[index]?.get(key) ?? 0) + 1);
      });
      runs++;
      for (const one of [event, ...others]) running.add(one);
      return () => {
        runs--;
        for (const one of [event, ...others]) running.delete(one);
        keys.forEach((key, index) => {
          const left = (counts[index]?.get(key) ?? 1) - 1;
          if (left > 0) counts[index]?.set(key, left);
          else counts[index]?.delete(key);
        });
      };
    },

    /** What runs, and the keys at their limit by the position of their concurrency entry: nothing of those need be read. */
    taken: () => ({
      running: [...running],
      busyKeys: counts.map((byKey, index) => [...byKey.keys()].filter((key) => isAtLimit(index, key))),
    }),
  };
};

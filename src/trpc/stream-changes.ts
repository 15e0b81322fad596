import { setTimeout as wait } from "node:timers/promises";
import type { PageChange } from "#domain/context.ts";

const INTERVAL_MS = 300;

/** Yields after changes, each kind at most once per interval, until `signal` aborts. */
export async function* streamChanges(
  subscribe: (onChange: (change: PageChange) => void) => () => void,
  signal: AbortSignal,
  intervalMs = INTERVAL_MS,
): AsyncGenerator<PageChange, void> {
  const changed = new Set<PageChange>();
  let wake = Promise.withResolvers<void>();
  const onAbort = () => wake.resolve();
  signal.addEventListener("abort", onAbort);
  const unsubscribe = subscribe((change) => {
    changed.add(change);
    wake.resolve();
  });
  try {
    while (!signal.aborted) {
      await wake.promise;
      if (signal.aborted) return;
      wake = Promise.withResolvers<void>();
      const now = [...changed];
      changed.clear();
      yield* now;
      await wait(intervalMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    unsubscribe();
  }
}

import { setTimeout as wait } from "node:timers/promises";

const INTERVAL_MS = 300;

/** Yields after changes, at most once per interval, until `signal` aborts. The number only makes messages distinct. */
export async function* streamChanges(
  subscribe: (onChange: () => void) => () => void,
  signal: AbortSignal,
  intervalMs = INTERVAL_MS,
): AsyncGenerator<number, void> {
  let wake = Promise.withResolvers<void>();
  const onAbort = () => wake.resolve();
  signal.addEventListener("abort", onAbort);
  const unsubscribe = subscribe(() => wake.resolve());
  try {
    for (let count = 1; !signal.aborted; count++) {
      await wake.promise;
      if (signal.aborted) return;
      wake = Promise.withResolvers<void>();
      yield count;
      await wait(intervalMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    unsubscribe();
  }
}

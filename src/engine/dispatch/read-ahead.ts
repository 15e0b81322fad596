import type { ReadAhead, Undispatched } from "#engine/dispatch/batch.ts";
import { readNamed } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Limits what runs left behind that failed before their step. */
const BATCHES_MAX = 100;

export const createReadAhead = (deps: Pick<EngineDeps, "sql">): ReadAhead => {
  const batches = new Map<string, Promise<Undispatched>>();
  return {
    begin: (events) => {
      const reading = readNamed(deps, events);
      // The step throws this error.
      reading.catch(() => {});
      const [oldest] = batches.keys();
      if (oldest !== undefined && batches.size >= BATCHES_MAX) batches.delete(oldest);
      batches.set(keyOf(events.map(({ eventId }) => eventId)), reading);
    },
    take: (eventIds) => {
      const key = keyOf(eventIds);
      const batch = batches.get(key);
      batches.delete(key);
      return batch;
    },
  };
};

const keyOf = (eventIds: readonly string[]): string => eventIds.join();

import { setImmediate } from "node:timers/promises";
import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import type { DispatchAhead, FannedOut } from "#engine/dispatch/batch.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { HandedEvents } from "#engine/dispatch/handed-events.ts";
import { readNamed } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Limits what runs left behind that failed before their step. Its deliveries are due again when their leases end. */
const BATCHES_MAX = 100;

export const createDispatchAhead = (deps: EngineDeps, handed?: HandedEvents): DispatchAhead => {
  const batches = new Map<string, Promise<FannedOut>>();
  return {
    begin: async (named: readonly AnnouncedEvent[]) => {
      const read = (await handed?.take(named)) ?? (await readNamed(deps, named));
      const taken = named.filter(({ eventId }) => read.sources.some(({ id }) => id === eventId));
      if (taken.length === 0) return [];
      const eventIds = taken.map(({ eventId }) => eventId);
      const fannedOut = fanOut(deps, eventIds, read);
      // The step throws this error.
      fannedOut.catch(() => {});
      const [oldest] = batches.keys();
      if (oldest !== undefined && batches.size >= BATCHES_MAX) batches.delete(oldest);
      batches.set(eventIds.join(), fannedOut);
      // Sends the statement before the SDK occupies the process.
      await setImmediate();
      return taken;
    },
    take: (eventIds) => {
      const batch = batches.get(eventIds.join());
      batches.delete(eventIds.join());
      return batch;
    },
  };
};

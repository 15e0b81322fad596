import { setImmediate } from "node:timers/promises";
import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import type { FannedOut } from "#engine/dispatch/batch.ts";
import { type Dispatched, dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { HandedEvents } from "#engine/dispatch/handed-events.ts";
import { readNamed } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Dispatches announced events before their run starts: the SDK takes as long as the fan-out on an idle machine (measured). */
export type DispatchAhead = {
  /**
   * Throws when the events could not be read.
   * @returns `taken`: events that no other process has taken. `begun` resolves when their first attempts have left, or failed to
   */
  begin(events: readonly AnnouncedEvent[]): Promise<{ taken: readonly AnnouncedEvent[]; begun: Promise<unknown> }>;
  /** Answers once: a step that runs again dispatches anew. */
  take(eventIds: readonly string[]): Promise<Dispatched> | undefined;
};

/** Limits what runs left behind that failed before their step. Its deliveries are due again when their leases end. */
const BATCHES_MAX = 100;

export const createDispatchAhead = (deps: EngineDeps, handed?: HandedEvents): DispatchAhead => {
  const batches = new Map<string, Promise<Dispatched>>();
  return {
    begin: async (named) => {
      const { taken, fannedOut } = await fanOutNamed(deps, named, handed);
      if (taken.length === 0) return { taken, begun: fannedOut };
      const eventIds = taken.map(({ eventId }) => eventId);
      const dispatched = dispatchEvents(deps, eventIds, undefined, fannedOut);
      // The step throws this error.
      dispatched.catch(() => {});
      const [oldest] = batches.keys();
      if (oldest !== undefined && batches.size >= BATCHES_MAX) batches.delete(oldest);
      batches.set(eventIds.join(), dispatched);
      const begun = fannedOut
        .then(() => setImmediate())
        // A request over a kept connection is written within an immediate of its own.
        .then(() => setImmediate())
        .catch(() => {});
      return { taken, begun };
    },
    take: (eventIds) => {
      const batch = batches.get(eventIds.join());
      batches.delete(eventIds.join());
      return batch;
    },
  };
};

/** Fans out events that were handed over, or takes and reads their rows. `taken`: those that no other process has taken. */
export const fanOutNamed = async (
  deps: EngineDeps,
  named: readonly AnnouncedEvent[],
  handed?: HandedEvents,
): Promise<{ taken: readonly AnnouncedEvent[]; fannedOut: Promise<FannedOut> }> => {
  const read = (await handed?.take(named)) ?? (await readNamed(deps, named));
  const taken = named.filter(({ eventId }) => read.sources.some(({ id }) => id === eventId));
  const nothing: FannedOut = { claims: [], slow: [], lanes: [], failure: null };
  return {
    taken,
    fannedOut:
      taken.length === 0
        ? Promise.resolve(nothing)
        : fanOut(
            deps,
            taken.map(({ eventId }) => eventId),
            read,
          ),
  };
};

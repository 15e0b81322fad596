import { setImmediate } from "node:timers/promises";
import { createBag } from "#domain/bag.ts";
import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import type { FannedOut } from "#engine/dispatch/batch.ts";
import { type Dispatched, dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { createKnownWebhooks } from "#engine/dispatch/known-webhooks.ts";
import { readNamed } from "#engine/dispatch/read-batch.ts";
import { storeHanded } from "#engine/dispatch/store-handed.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/**
 * Dispatches events before their run starts: those that the web process hands over, which are stored here, and announced ones. The SDK takes as long
 * as the fan-out on an idle machine (measured).
 */
export type DispatchAhead = {
  /** Stores new events with their deliveries, and begins these. Resolves to the ids of the stored events after the commit; null = stored none. */
  hand(rows: readonly NewEvent[]): Promise<string[] | null>;
  /** Answers once: events that were handed over, and whose first attempts have left. */
  takeHanded(): AnnouncedEvent[];
  /** Throws when the events could not be read. */
  begin(named: readonly AnnouncedEvent[]): Promise<Begun>;
  /** The step of a run. Knows each event once: a step that runs again dispatches from the rows. */
  dispatch(eventIds: readonly string[]): Promise<Dispatched>;
  /** Waits for what is handed over, and for first attempts without a run. */
  whenIdle(): Promise<void>;
};

/** `begun` resolves when the first attempts have left, or failed to. */
export type Begun = { events: readonly AnnouncedEvent[]; begun: Promise<unknown> };

/** `forget` is safe to repeat. */
type Batch = Begun & { dispatched: Promise<Dispatched>; isHanded: boolean; forget: () => void };

/** Limits what runs left behind that failed before their step. Its deliveries are due again when their leases end. */
const BATCHES_MAX = 100;
/** Limits connections that store handed events. Each batch holds 64 KiB of bodies at most, and four tenants. */
const HANDED_MAX = 4;

/**
 * @param isHeldBack tenants whose events wait for their turn
 * @param onHanded gets events whose first attempts have left, for their run
 */
export const createDispatchAhead = (
  deps: EngineDeps,
  {
    isHeldBack = () => false,
    onHanded = () => {},
  }: { isHeldBack?: (tenantId: string) => boolean; onHanded?: (events: readonly AnnouncedEvent[]) => void } = {},
): DispatchAhead => {
  const batches = createBag<Batch>();
  const hands = createBag<Promise<unknown>>();
  const webhooks = createKnownWebhooks(deps);

  const start = (events: readonly AnnouncedEvent[], fannedOut: Promise<FannedOut>): Batch => {
    const eventIds = events.map(({ eventId }) => eventId);
    const dispatched = fannedOut.then((made) => dispatchEvents(deps, eventIds, { fannedOut: made }));
    // The step throws this error.
    dispatched.catch(() => {});
    const begun = fannedOut
      .then(() => setImmediate())
      // A request over a kept connection is written within an immediate of its own.
      .then(() => setImmediate())
      .catch(() => {});
    const batch: Batch = { events, dispatched, begun, isHanded: false, forget: () => {} };
    if (batches.size() >= BATCHES_MAX) batches.values()[0]?.forget();
    batch.forget = batches.add(batch);
    return batch;
  };

  const hand = async (rows: readonly NewEvent[]) => {
    const stored = await storeHanded(deps, rows, webhooks);
    if (!stored) return null;
    const events = stored.events.map(({ id, tenantId }) => ({ eventId: id, tenantId }));
    const batch = start(events, Promise.resolve(stored.fannedOut));
    // The run and the answer of the web process come after the first attempts, whose processor they would take.
    await batch.begun;
    batch.isHanded = true;
    onHanded(events);
    return events.map(({ eventId }) => eventId);
  };

  return {
    hand: async (rows) => {
      if (hands.size() >= HANDED_MAX || rows.some(({ tenantId }) => isHeldBack(tenantId))) return null;
      const handed = hand(rows);
      const leave = hands.add(handed.catch(() => {}));
      return handed.finally(leave);
    },
    takeHanded: () => {
      const taken = batches.values().filter(({ isHanded }) => isHanded);
      for (const batch of taken) batch.isHanded = false;
      return taken.flatMap(({ events }) => events);
    },
    begin: async (named) => {
      const { taken: events, fannedOut } = await fanOutNamed(deps, named);
      return events.length === 0 ? { events, begun: fannedOut } : start(events, fannedOut);
    },
    dispatch: async (eventIds) => {
      const left = new Set(eventIds);
      const known = batches.values().filter(({ events }) => events.some(({ eventId }) => left.has(eventId)));
      for (const { forget } of known) forget();
      const made: Dispatched[] = [];
      for (const { events, dispatched } of known) {
        made.push(await dispatched);
        for (const { eventId } of events) left.delete(eventId);
      }
      if (left.size > 0) made.push(await dispatchEvents(deps, [...left]));
      return {
        attempted: made.reduce((sum, { attempted }) => sum + attempted, 0),
        own: made.flatMap(({ own }) => own),
        backlog: made.flatMap(({ backlog }) => backlog),
      };
    },
    whenIdle: async () => {
      await Promise.all(hands.values());
      await Promise.allSettled(batches.values().map(({ dispatched }) => dispatched));
    },
  };
};

/** Takes and reads announced events. `taken`: those that no other process has taken. */
const fanOutNamed = async (deps: EngineDeps, named: readonly AnnouncedEvent[]) => {
  const first = await readNamed(deps, named);
  const taken = named.filter(({ eventId }) => first.sources.some(({ id }) => id === eventId));
  const eventIds = taken.map(({ eventId }) => eventId);
  const nothing: FannedOut = { claims: [], slow: [], lanes: [], failure: null };
  return { taken, fannedOut: eventIds.length === 0 ? Promise.resolve(nothing) : fanOut(deps, eventIds, first) };
};

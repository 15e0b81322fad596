import { setImmediate } from "node:timers/promises";
import { createBag } from "#domain/bag.ts";
import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import type { HandOver } from "#engine/accept/share-commits.ts";
import type { FannedOut } from "#engine/dispatch/batch.ts";
import { type Dispatched, dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { readNamed, readWebhooks } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/**
 * Dispatches events before their run starts: those that the web process hands over while it stores them, and announced ones. The SDK takes as long
 * as the fan-out on an idle machine (measured).
 */
export type DispatchAhead = {
  hand: HandOver;
  /** Answers once: which of the named events were handed over, and others whose fan-out is made though nobody named them. */
  takeHanded(named: readonly AnnouncedEvent[]): Begun;
  /** Throws when the events could not be read. */
  begin(named: readonly AnnouncedEvent[]): Promise<Begun>;
  /** The step of a run. Knows each event once: a step that runs again dispatches from the rows. */
  dispatch(eventIds: readonly string[]): Promise<Dispatched>;
  /** Waits for first attempts without a run. */
  whenIdle(): Promise<void>;
};

/** `begun` resolves when the first attempts have left, or failed to. */
export type Begun = { events: readonly AnnouncedEvent[]; begun: Promise<unknown> };

/**
 * `dispatched` is null if the statement found no event: it is not stored yet, never will be, or another process took it. `isWaiting`: handed over, and no
 * run has it. `forget` is safe to repeat.
 */
type Batch = Begun & {
  dispatched: Promise<Dispatched | null>;
  isMade: boolean;
  isWaiting: boolean;
  forget: () => void;
};

/** Limits what runs left behind that failed before their step. Its deliveries are due again when their leases end. */
const BATCHES_MAX = 100;
/** Limits connections that wait for the commits of handed batches. Each batch holds 64 KiB of bodies at most, and four tenants. */
const HANDED_MAX = 4;

/** @param isHeldBack tenants whose events wait for their turn */
export const createDispatchAhead = (
  deps: EngineDeps,
  isHeldBack: (tenantId: string) => boolean = () => false,
): DispatchAhead => {
  const batches = createBag<Batch>();
  let handing = 0;

  const start = (events: readonly AnnouncedEvent[], fannedOut: Promise<FannedOut | null>): Batch => {
    const eventIds = events.map(({ eventId }) => eventId);
    const dispatched = fannedOut.then((made) => made && dispatchEvents(deps, eventIds, undefined, made));
    // The step throws this error.
    dispatched.catch(() => {});
    const begun = fannedOut
      .then(() => setImmediate())
      // A request over a kept connection is written within an immediate of its own.
      .then(() => setImmediate())
      .catch(() => {});
    const batch: Batch = { events, dispatched, begun, isMade: false, isWaiting: false, forget: () => {} };
    if (batches.size() >= BATCHES_MAX) batches.values()[0]?.forget();
    batch.forget = batches.add(batch);
    return batch;
  };
  const holding = (events: ReadonlySet<string>) =>
    batches.values().filter((batch) => batch.events.some(({ eventId }) => events.has(eventId)));

  return {
    hand: (sources, lock) => {
      if (handing >= HANDED_MAX || sources.some(({ tenantId }) => isHeldBack(tenantId))) return;
      handing += 1;
      const fannedOut = fanOutHanded(deps, sources, lock).finally(() => {
        handing -= 1;
      });
      const batch = start(
        sources.map(({ id, tenantId }) => ({ eventId: id, tenantId })),
        fannedOut,
      );
      batch.isWaiting = true;
      fannedOut.then((made) => (made ? Object.assign(batch, { isMade: true }) : batch.forget()), batch.forget);
    },
    takeHanded: (named) => {
      const held = holding(new Set(named.map(({ eventId }) => eventId)));
      const taken = batches.values().filter((batch) => batch.isWaiting && (batch.isMade || held.includes(batch)));
      for (const batch of taken) batch.isWaiting = false;
      return {
        events: taken.flatMap(({ events }) => events),
        begun: Promise.all(taken.map(({ begun }) => begun)),
      };
    },
    begin: async (named) => {
      const { taken: events, fannedOut } = await fanOutNamed(deps, named);
      return events.length === 0 ? { events, begun: fannedOut } : start(events, fannedOut);
    },
    dispatch: async (eventIds) => {
      const left = new Set(eventIds);
      const known = holding(left);
      for (const { forget } of known) forget();
      const made: Dispatched[] = [];
      for (const { events, dispatched } of known) {
        const result = await dispatched;
        if (!result) continue;
        made.push(result);
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
      await Promise.allSettled(batches.values().map(({ dispatched }) => dispatched));
    },
  };
};

/**
 * Fans out events whose transaction holds the lock: reads the webhooks meanwhile, and PostgreSQL runs the statement when that transaction ends.
 * Null: their announcement, if there is one, tells what to do.
 */
export const fanOutHanded = async (
  deps: EngineDeps,
  sources: readonly SourceEvent[],
  lock: number,
): Promise<FannedOut | null> => {
  const subscriptions = await readWebhooks(deps, [...new Set(sources.map(({ tenantId }) => tenantId))]);
  if (subscriptions.some(({ ordered }) => ordered)) return null;
  const eventIds = sources.map(({ id }) => id);
  const made = await fanOut(deps, eventIds, { first: { sources: [...sources], subscriptions }, waitsFor: lock });
  return made.claims.length + made.slow.length === 0 ? null : made;
};

/** Takes and reads announced events. `taken`: those that no other process has taken. */
const fanOutNamed = async (deps: EngineDeps, named: readonly AnnouncedEvent[]) => {
  const first = await readNamed(deps, named);
  const taken = named.filter(({ eventId }) => first.sources.some(({ id }) => id === eventId));
  const eventIds = taken.map(({ eventId }) => eventId);
  const nothing: FannedOut = { claims: [], slow: [], lanes: [], failure: null };
  return { taken, fannedOut: eventIds.length === 0 ? Promise.resolve(nothing) : fanOut(deps, eventIds, { first }) };
};

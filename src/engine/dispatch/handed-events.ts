import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import type { Subscription, Undispatched } from "#engine/dispatch/batch.ts";
import { readWebhooks } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Events that the web process hands over while it stores them. They exist only once their commit announces them. */
export type HandedEvents = {
  hand(sources: readonly SourceEvent[]): void;
  /** Answers once. Null for events that were not handed over together, or whose order matters: the caller reads the rows. */
  take(named: readonly AnnouncedEvent[]): Promise<Undispatched | null>;
};

/** Limits requests that wait for their commit. One has up to 64 KiB. */
const WAITING_MAX = 100;
/** Age of a look at the webhooks that is new enough: a commit that took longer is read from the rows. */
const FRESH_MS = 5_000;

type Waiting = { sources: SourceEvent[]; webhooks: Promise<Subscription[] | null>; since: number };

/** Reads the webhooks of events while PostgreSQL still stores these, so that no statement stands between commit and fan-out. */
export const createHandedEvents = (deps: EngineDeps): HandedEvents => {
  const waiting = new Map<string, Waiting>();
  return {
    hand: (sources) => {
      const now = performance.now();
      for (const [key, { since }] of waiting) {
        if (waiting.size < WAITING_MAX && now - since <= FRESH_MS) break;
        waiting.delete(key);
      }
      waiting.set(sources.map(({ id }) => id).join(), {
        sources: sources.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        webhooks: readWebhooks(deps, [...new Set(sources.map(({ tenantId }) => tenantId))]).catch(() => null),
        since: now,
      });
    },
    take: async (named) => {
      const key = named.map(({ eventId }) => eventId).join();
      const found = waiting.get(key);
      waiting.delete(key);
      if (!found || performance.now() - found.since > FRESH_MS) return null;
      const subscriptions = await found.webhooks;
      if (!subscriptions || subscriptions.some(({ ordered }) => ordered)) return null;
      return { sources: found.sources, subscriptions };
    },
  };
};

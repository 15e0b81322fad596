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

/** Limits requests that wait for their commit. Each holds 64 KiB of bodies at most, and the webhooks of one tenant: 50 with their headers. */
const WAITING_MAX = 8;
/** Time until a request is forgotten that no commit announced, such as a duplicate. */
const WAIT_MS = 2_000;

type Waiting = { sources: SourceEvent[]; webhooks: Promise<Subscription[] | null>; forget: NodeJS.Timeout };

/** Reads the webhooks of events while PostgreSQL still stores these, so that no statement stands between commit and fan-out. */
export const createHandedEvents = (deps: EngineDeps): HandedEvents => {
  const waiting = new Map<string, Waiting>();
  let reading = 0;
  const read = async (tenantIds: readonly string[]) => {
    reading += 1;
    try {
      return await readWebhooks(deps, tenantIds);
    } catch {
      return null;
    } finally {
      reading -= 1;
    }
  };
  const forget = (key: string) => {
    clearTimeout(waiting.get(key)?.forget);
    waiting.delete(key);
  };
  return {
    hand: (sources) => {
      const key = sources.map(({ id }) => id).join();
      if (waiting.size >= WAITING_MAX || reading >= WAITING_MAX) return;
      waiting.set(key, {
        sources: sources.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        webhooks: read([...new Set(sources.map(({ tenantId }) => tenantId))]),
        forget: setTimeout(forget, WAIT_MS, key).unref(),
      });
    },
    take: async (named) => {
      const key = named.map(({ eventId }) => eventId).join();
      const found = waiting.get(key);
      forget(key);
      const subscriptions = await found?.webhooks;
      if (!found || !subscriptions || subscriptions.some(({ ordered }) => ordered)) return null;
      return { sources: found.sources, subscriptions };
    },
  };
};

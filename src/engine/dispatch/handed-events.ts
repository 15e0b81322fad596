import { setImmediate } from "node:timers/promises";
import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import type { Subscription, Undispatched } from "#engine/dispatch/batch.ts";
import { readWebhooks } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Events that the web process hands over while it stores them. They exist only once their commit announces them. */
export type HandedEvents = {
  hand(sources: readonly SourceEvent[]): void;
  /** Answers once. Null unless all events were handed over, or if their order matters: the caller reads the rows. */
  take(named: readonly AnnouncedEvent[]): Promise<Undispatched | null>;
};

/** Limits batches that wait for their commit. Each holds 64 KiB of bodies at most, and up to 50 webhooks of each of four tenants. */
const WAITING_MAX = 8;
/** Time until a batch is forgotten that no commit announced, such as a duplicate, or that another worker took. */
const WAIT_MS = 2_000;

type Waiting = {
  sources: readonly SourceEvent[];
  tenantIds: readonly string[];
  webhooks: Promise<Subscription[] | null>;
  timer: NodeJS.Timeout;
};

/** Reads the webhooks of events while PostgreSQL still stores these, so that no statement stands between commit and fan-out. */
export const createHandedEvents = (deps: EngineDeps): HandedEvents => {
  const waiting = new Set<Waiting>();
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
  const forget = (batch: Waiting) => {
    clearTimeout(batch.timer);
    waiting.delete(batch);
  };
  const isWaiting = (eventId: string) =>
    waiting.values().some(({ sources }) => sources.some(({ id }) => id === eventId));
  return {
    hand: (sources) => {
      if (reading >= WAITING_MAX) return;
      // A batch that is not taken at once is rarely taken at all: its tenant may be held back.
      const [oldest] = waiting;
      if (oldest && waiting.size >= WAITING_MAX) forget(oldest);
      const tenantIds = [...new Set(sources.map(({ tenantId }) => tenantId))];
      const batch: Waiting = {
        sources,
        tenantIds,
        webhooks: read(tenantIds),
        timer: setTimeout(() => forget(batch), WAIT_MS).unref(),
      };
      waiting.add(batch);
    },
    take: async (named) => {
      // A busy process may hear of the commit first, and find the message in the next socket that it reads.
      if (!named.every(({ eventId }) => isWaiting(eventId))) await setImmediate();
      const ids = new Set(named.map(({ eventId }) => eventId));
      const touched = [...waiting].filter(({ sources }) => sources.some(({ id }) => ids.has(id)));
      for (const batch of touched) forget(batch);
      // A batch that PostgreSQL refused is stored, and handed over again, in halves.
      const found = touched.filter(({ sources }) => sources.every(({ id }) => ids.has(id)));
      const sources = new Map(found.flatMap(({ sources }) => sources).map((source) => [source.id, source]));
      if (sources.size !== ids.size) return null;
      const byTenant = new Map<string, Subscription[]>();
      for (const { webhooks, tenantIds } of found) {
        const read = await webhooks;
        if (read === null || read.some(({ ordered }) => ordered)) return null;
        // The newest look at a tenant's webhooks counts: one that went off since the look before it gets nothing.
        for (const tenantId of tenantIds)
          byTenant.set(
            tenantId,
            read.filter((one) => one.tenantId === tenantId),
          );
      }
      return {
        sources: [...sources.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        subscriptions: [...byTenant.values()].flat(),
      };
    },
  };
};

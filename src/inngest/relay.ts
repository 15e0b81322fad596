import type { Change, Deps } from "#domain/context.ts";
import { announceDeliveries, announceEvents, announceRecoveries } from "#inngest/announce.ts";
import type { InngestClient } from "#inngest/client.ts";

const POLL_MS = 1_000;
/** Poll while Inngest has its maximum of events and more events wait. */
const FULL_POLL_MS = 200;

export type Relay = {
  /** Announces now. Keys of the channel "deliveries" are announced even if a run knows of them. */
  onChange(channel: Change["channel"], keys: readonly string[]): void;
  stop(): Promise<void>;
};

/** Announces stored events, resends and lost rows to a real Inngest, at least once. Safe to repeat: the rows decide. */
export const startRelay = (deps: Deps, inngest: InngestClient): Relay => {
  const resent = new Set<string>();
  let stopping = false;
  let isWoken = false;
  let wakeUp: () => void = () => {};

  /** Keeps ids in the set after a failed send, for the next turn. */
  const announceResent = (ids: readonly string[]) =>
    announceDeliveries(inngest, deps, ids).catch((error) => {
      for (const id of ids) resent.add(id);
      throw error;
    });

  /** @returns milliseconds until the next look, unless woken */
  const announce = async (): Promise<number> => {
    const ids = [...resent];
    resent.clear();
    if (ids.length > 0) await announceResent(ids);
    let events = await announceEvents(inngest, deps);
    while (!stopping && events.announced > 0) events = await announceEvents(inngest, deps);
    await announceDeliveries(inngest, deps);
    await announceRecoveries(inngest, deps);
    return events.isFull ? FULL_POLL_MS : POLL_MS;
  };

  const main = async () => {
    while (!stopping) {
      isWoken = false;
      const waitMs = await announce().catch((error: Error) => {
        deps.log.warn({ err: error }, "failed to announce events to Inngest; the rows are due again soon");
        return POLL_MS;
      });
      if (isWoken || stopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };

  const loop = main();
  return {
    onChange: (channel, keys) => {
      if (channel === "deliveries") for (const id of keys) resent.add(id);
      isWoken = true;
      wakeUp();
    },
    stop: async () => {
      stopping = true;
      wakeUp();
      await loop;
    },
  };
};

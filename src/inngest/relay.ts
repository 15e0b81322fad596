import type { Change, Deps } from "#domain/context.ts";
import { announceDeliveries, announceEvents, announceRecoveries } from "#inngest/announce.ts";
import type { InngestClient } from "#inngest/client.ts";

const POLL_MS = 1_000;
/** Shorter poll while Inngest has as many events as it may have and more wait. */
const FULL_POLL_MS = 200;

export type Relay = {
  /** Looks now. Announces the `keys` of the channel "deliveries" whether or not they seem lost. */
  onChange(channel: Change["channel"], keys: readonly string[]): void;
  stop(): Promise<void>;
};

/**
 * Announces to a real Inngest: stored events and resends at once, and everything that seems lost. Sends at least once; the rows
 * make a repeat harmless.
 */
export const startRelay = (deps: Deps, inngest: InngestClient): Relay => {
  const resent = new Set<string>();
  let stopping = false;
  let isWoken = false;
  let wakeUp: () => void = () => {};

  /** Announces resent deliveries. After a failed send they stay in the set for the next look. */
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
        deps.log.warn({ err: error }, "could not announce to Inngest; what was taken is due again soon");
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

import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "#domain/context.ts";
import type { Follower } from "#domain/follow/follow-rows.ts";
import { createLookPace } from "./look-pace.ts";

/** Multiple of a page's time to pause after it, so that followers use a quarter of one connection. */
const PAUSE_FACTOR = 3;
const PAUSE_MS_MAX = 1_000;

export type RunningFollowers = {
  /** Rows changed: after a quiet time the followers look at once. */
  hearChange: () => void;
  stop: () => Promise<void>;
};

/** Runs followers one after another until stopped. An error waits for the next look: no follower moves without its writes. */
export const startFollowers = (
  followers: readonly Follower[],
  log: Logger,
  pace = createLookPace(),
): RunningFollowers => {
  const stopping = new AbortController();
  let hurry = new AbortController();
  const rest = (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal }).catch(() => {});
  const follow = async ({ name, followPage }: Follower): Promise<boolean> => {
    const startedAt = performance.now();
    const isMore = await followPage().catch((error: Error) => {
      log.warn({ err: error, follower: name }, "a follower failed; trying again");
      return false;
    });
    if (isMore) await rest(Math.min(PAUSE_MS_MAX, (performance.now() - startedAt) * PAUSE_FACTOR), stopping.signal);
    return isMore;
  };
  const main = async () => {
    while (!stopping.signal.aborted) {
      hurry = new AbortController();
      let isMore = false;
      for (const follower of followers) if (!stopping.signal.aborted && (await follow(follower))) isMore = true;
      if (!isMore) await rest(pace.nextPauseMs(), hurry.signal);
    }
  };
  const ended = main();
  return {
    hearChange: () => {
      if (pace.hearChange(performance.now())) hurry.abort();
    },
    stop: async () => {
      stopping.abort();
      hurry.abort();
      await ended;
    },
  };
};

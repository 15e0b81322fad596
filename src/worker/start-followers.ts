import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "#domain/context.ts";
import type { Follower } from "#domain/follow/follow-rows.ts";
import { createLookPace, LOOK_MS } from "./look-pace.ts";

/** Multiple of a page's time to pause after it, so that followers use a quarter of one connection. */
const PAUSE_FACTOR = 3;
const PAUSE_MS_MAX = 1_000;

export type RunningFollowers = {
  /** Rows changed: after a quiet time the followers look at once. */
  hearChange: () => void;
  stop: () => Promise<void>;
};

/**
 * Runs followers one after another until stopped. Those that have more go on; the others rest meanwhile, since a page costs much whatever it
 * holds. An error waits for the next look: no follower moves without its writes.
 */
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
  const followAll = async (all: readonly Follower[]): Promise<Follower[]> => {
    const behind: Follower[] = [];
    for (const follower of all) if (!stopping.signal.aborted && (await follow(follower))) behind.push(follower);
    return behind;
  };
  const main = async () => {
    while (!stopping.signal.aborted) {
      hurry = new AbortController();
      const startedAt = performance.now();
      let behind = await followAll(followers);
      while (behind.length > 0 && performance.now() - startedAt < LOOK_MS) behind = await followAll(behind);
      if (behind.length > 0) continue;
      const pauseMs = pace.nextPauseMs();
      const spentMs = performance.now() - startedAt;
      await rest(Math.max(pauseMs - spentMs, pauseMs / (1 + PAUSE_FACTOR)), hurry.signal);
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

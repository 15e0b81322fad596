import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "#domain/context.ts";
import type { Follower } from "#domain/follow/follow-rows.ts";

/** Pause after a look that found nothing more. */
const LOOK_MS = 3_000;
/** Multiple of a page's time to pause after it, so that followers use a quarter of one connection. */
const PAUSE_FACTOR = 3;
const PAUSE_MS_MAX = 1_000;

/** Runs followers one after another until stopped. An error waits for the next look: no follower moves without its writes. */
export const startFollowers = (followers: readonly Follower[], log: Logger): { stop: () => Promise<void> } => {
  const stopping = new AbortController();
  const rest = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => {});
  const follow = async ({ name, followPage }: Follower): Promise<boolean> => {
    const startedAt = performance.now();
    const isMore = await followPage().catch((error: Error) => {
      log.warn({ err: error, follower: name }, "a follower failed; trying again");
      return false;
    });
    if (isMore) await rest(Math.min(PAUSE_MS_MAX, (performance.now() - startedAt) * PAUSE_FACTOR));
    return isMore;
  };
  const main = async () => {
    while (!stopping.signal.aborted) {
      let isMore = false;
      for (const follower of followers) if (!stopping.signal.aborted && (await follow(follower))) isMore = true;
      if (!isMore) await rest(LOOK_MS);
    }
  };
  const ended = main();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
};

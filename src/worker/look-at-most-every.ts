import type { Follower } from "#domain/follow/follow-rows.ts";

/** Follower for which no page waits: hurried looks skip it. It goes on at once while there is more to read. */
export const lookAtMostEvery = (
  ms: number,
  { name, followPage }: Follower,
  clock: () => number = () => performance.now(),
): Follower => {
  let nextAt = Number.NEGATIVE_INFINITY;
  return {
    name,
    followPage: async () => {
      const now = clock();
      if (now < nextAt) return false;
      nextAt = now + ms;
      const isMore = await followPage();
      if (isMore) nextAt = now;
      return isMore;
    },
  };
};

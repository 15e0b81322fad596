/** Part of the limit that `key` uses, the fullest of the counted keys; null without any. */
export type GcraUse = { used: number; key: string | null };

/**
 * Generic cell rate algorithm: `max` units for each key, which flow off evenly within `seconds`. One instant a key is all that
 * is kept; a key that uses nothing any more is forgotten.
 *
 * @param clock milliseconds, monotonic
 */
export const createGcra = (
  { max, seconds }: { max: number; seconds: number },
  clock: () => number = () => performance.now(),
) => {
  /** Theoretical arrival time: when all that the key has used has flowed off. */
  const emptyAt = new Map<string, number>();
  const windowMs = seconds * 1_000;
  const usedMs = (key: string, now: number) => Math.max(0, (emptyAt.get(key) ?? 0) - now);
  let forgotAt = clock();
  const forget = (now: number) => {
    if (now - forgotAt < windowMs) return;
    forgotAt = now;
    for (const [key, until] of emptyAt) if (until <= now) emptyAt.delete(key);
  };

  return {
    /** Part of the limit that a key uses: 0 = nothing, 1 = all, more after a charge above the limit. */
    used: (key: string): number => usedMs(key, clock()) / windowMs,

    /** Milliseconds until a key uses at most this part of the limit. */
    waitMs: (key: string, part: number): number => Math.max(0, usedMs(key, clock()) - part * windowMs),

    /** Counts for all keys, or for none if one would go over its limit: then the answer names that key and `isOver`. */
    take: (counts: ReadonlyMap<string, number>): GcraUse & { isOver: boolean } => {
      const now = clock();
      forget(now);
      const after = [...counts].map(([key, count]) => [key, usedMs(key, now) + (count / max) * windowMs] as const);
      const [key, most] = after.reduce<readonly [string | null, number]>(
        (fullest, one) => (one[1] > fullest[1] ? one : fullest),
        [null, 0],
      );
      if (key !== null && most > windowMs) return { used: usedMs(key, now) / windowMs, key, isOver: true };
      for (const [one, used] of after) emptyAt.set(one, now + used);
      return { used: most / windowMs, key, isOver: false };
    },

    /** Counts work that is done already, above the limit too, but never past `partMax` of it. */
    charge: (key: string, count: number, partMax: number): void => {
      const now = clock();
      forget(now);
      const used = Math.min(usedMs(key, now) + (count / max) * windowMs, partMax * windowMs);
      emptyAt.set(key, now + used);
    },
  };
};

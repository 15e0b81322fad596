/** `used`: part of its limit that the fullest key has used. */
export type GcraUse = { used: number; key: string | null };

/**
 * @param clock milliseconds, monotonic
 * @param maxOf limit of a key that has its own; default: `max`
 */
export const createGcra = (
  { max, seconds }: { max: number; seconds: number },
  clock: () => number = () => performance.now(),
  maxOf: (key: string) => number = () => max,
) => {
  /** Theoretical arrival time (GCRA). */
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
    used: (key: string): number => usedMs(key, clock()) / windowMs,

    waitMs: (key: string, part: number): number => Math.max(0, usedMs(key, clock()) - part * windowMs),

    /** Counts for all keys, or for none if one would exceed its limit. */
    take: (counts: ReadonlyMap<string, number>): GcraUse & { isOver: boolean } => {
      const now = clock();
      forget(now);
      const after = [...counts].map(
        ([key, count]) => [key, usedMs(key, now) + (count / maxOf(key)) * windowMs] as const,
      );
      const [key, most] = after.reduce<readonly [string | null, number]>(
        (fullest, one) => (one[1] > fullest[1] ? one : fullest),
        [null, 0],
      );
      if (key !== null && most > windowMs) return { used: usedMs(key, now) / windowMs, key, isOver: true };
      for (const [one, used] of after) emptyAt.set(one, now + used);
      return { used: most / windowMs, key, isOver: false };
    },

    /** Takes back what `take` has counted. */
    give: (counts: ReadonlyMap<string, number>): void => {
      for (const [key, count] of counts) {
        const until = emptyAt.get(key);
        if (until !== undefined) emptyAt.set(key, until - (count / maxOf(key)) * windowMs);
      }
    },

    /** Counts finished work even above the limit, up to `partMax` of it. */
    charge: (key: string, count: number, partMax: number): void => {
      const now = clock();
      forget(now);
      const used = Math.min(usedMs(key, now) + (count / max) * windowMs, partMax * windowMs);
      emptyAt.set(key, now + used);
    },
  };
};

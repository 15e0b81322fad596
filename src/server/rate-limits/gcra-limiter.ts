/** The used part of the limit after a request, its wait (null = refused), and the key that used the most. */
export type Turn = { used: number; waitMs: number | null; key: string | null };

/** Burst, as a part of the limit. */
const AT_ONCE = 0.75;

/**
 * GCRA limiter: up to `max` in `seconds` for each key, three quarters at once and the rest in turn. A refused request
 * is not counted. Waiting slows a fast sender down evenly; refusals would bring its requests in bursts that other
 * tenants wait for.
 *
 * @param clock milliseconds, monotonic
 */
export const createEvenFlow = (
  { max, seconds, atOnce = AT_ONCE }: { max: number; seconds: number; atOnce?: number },
  clock: () => number = () => performance.now(),
) => {
  /** Theoretical arrival time of the next request. */
  const evenUntil = new Map<string, number>();
  const windowMs = seconds * 1_000;
  const usedMs = (key: string, now: number) => Math.max(0, (evenUntil.get(key) ?? 0) - now);
  let forgotAt = clock();
  /** Removes keys without use. */
  const forget = (now: number) => {
    if (now - forgotAt < windowMs) return;
    forgotAt = now;
    for (const [key, until] of evenUntil) if (until <= now) evenUntil.delete(key);
  };

  return {
    /** Counts all keys, or none when one is over its limit. The wait is that of the key that used the most. */
    take: (counts: ReadonlyMap<string, number>): Turn => {
      const now = clock();
      const after = [...counts].map(([key, count]) => [key, usedMs(key, now) + (count / max) * windowMs] as const);
      const [key, most] = after.reduce<readonly [string | null, number]>(
        (worst, one) => (one[1] > worst[1] ? one : worst),
        [null, 0],
      );
      if (key !== null && most > windowMs) return { used: usedMs(key, now) / windowMs, waitMs: null, key };
      forget(now);
      for (const [one, used] of after) evenUntil.set(one, now + used);
      return { used: most / windowMs, waitMs: Math.max(0, most - atOnce * windowMs), key };
    },
  };
};

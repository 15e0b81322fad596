/**
 * Part of the limit that is used after a request, how long the request has to wait (null = refused), and the key that used the
 * most; no key for a request without any.
 */
export type Turn = { used: number; waitMs: number | null; key: string | null };

/** Part of the limit. */
const AT_ONCE = 0.75;

/**
 * GCRA limiter: up to `max` in `seconds` for each key, a part of it at once (three quarters), the rest in turn. A refused
 * request is not counted. A sender that is a little too fast is slowed down by its own waiting; refusals would make it come in
 * bursts, which other tenants have to wait for.
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
  /** Keys of which nothing is used any more. */
  const forget = (now: number) => {
    if (now - forgotAt < windowMs) return;
    forgotAt = now;
    for (const [key, until] of evenUntil) if (until <= now) evenUntil.delete(key);
  };

  return {
    /** All of them or none, when one is over its limit. The turn is that of the key that has used the most. */
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

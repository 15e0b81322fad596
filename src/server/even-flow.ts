/** What is used of the limit after a request, as a part of it, and how long the request has to wait for its turn; null = refused. */
export type Turn = { used: number; waitMs: number | null };

/** Part of the limit. */
const AT_ONCE = 0.75;

/**
 * Up to `max` in `seconds` for each key, evenly (GCRA): three quarters of it at once, the rest in turn. What is refused is
 * not counted. A sender that is a little too fast is slowed down by its own waiting; refusing it would make it come in bursts,
 * which everybody else has to wait for.
 *
 * @param clock milliseconds, monotonic
 */
export const createEvenFlow = (
  { max, seconds }: { max: number; seconds: number },
  clock: () => number = () => performance.now(),
) => {
  /** When all that was let by would have come one by one. */
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
      const most = Math.max(0, ...after.map(([, used]) => used));
      if (most > windowMs) {
        const before = Math.max(...[...counts.keys()].map((key) => usedMs(key, now)));
        return { used: before / windowMs, waitMs: null };
      }
      forget(now);
      for (const [key, used] of after) evenUntil.set(key, now + used);
      return { used: most / windowMs, waitMs: Math.max(0, most - AT_ONCE * windowMs) };
    },
  };
};

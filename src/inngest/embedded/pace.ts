/**
 * How many may be started: `perSecond` on average, which may change, `burst` at once, none while fewer than `atLeast` are free.
 * What is not used is given back.
 *
 * @param clock milliseconds, monotonic
 */
export const createPace = (
  { perSecond, burst, atLeast }: { perSecond: () => number; burst: number; atLeast: number },
  clock: () => number = () => performance.now(),
) => {
  let tokens = burst;
  let filledAt = clock();
  const fill = () => {
    const now = clock();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * perSecond());
    filledAt = now;
  };

  return {
    /** Takes up to `wanted` places, at once. */
    take: (wanted: number): number => {
      fill();
      if (tokens < atLeast) return 0;
      const taken = Math.min(wanted, Math.floor(tokens));
      tokens -= taken;
      return taken;
    },
    giveBack: (unused: number): void => {
      tokens = Math.min(burst, tokens + unused);
    },
    /** Until places can be taken, in milliseconds; null when they can. */
    waitMs: (): number | null => {
      fill();
      return tokens >= atLeast ? null : ((atLeast - tokens) * 1_000) / perSecond();
    },
  };
};

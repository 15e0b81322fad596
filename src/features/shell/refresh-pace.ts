/** Distance of refreshes while changes go on and on: a person reads no faster. */
export const REFRESH_MS = 2_000;

/** Refreshes without this distance: few changes show at once. */
const BURST = 5;

/**
 * Limits how often a page reads its rows again under load (GCRA).
 *
 * @returns counts a refresh at `now`, and returns when the next one may come, both in milliseconds
 */
export const createRefreshPace = () => {
  let theoretical = Number.NEGATIVE_INFINITY;
  return (now: number): number => {
    theoretical = Math.max(theoretical, now) + REFRESH_MS;
    return Math.max(now, theoretical - (BURST - 1) * REFRESH_MS);
  };
};

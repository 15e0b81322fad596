/** Pause after a look that found nothing more. */
export const LOOK_MS = 3_000;
/** A change after so long without one hurries the followers. Under load, larger pages cost less. */
const QUIET_MS = 1_000;
/**
 * First pause after a hurried look. Each is twice as long, and a count ends none of them: the next commits of the same event, of its second
 * webhook or of a slow response, come within `QUIET_MS`, so they hurry nothing. Open transactions also keep rows from the first looks.
 */
const HURRIED_MS = 50;

/**
 * Decides how long followers pause between looks that found nothing more. Instants are milliseconds of any clock. Only a change after a
 * quiet time of all tenants hurries them: under steady traffic of any tenant, the figures of all follow every 3 s.
 */
export const createLookPace = () => {
  let pauseMs = LOOK_MS;
  let changedAt = Number.NEGATIVE_INFINITY;
  return {
    nextPauseMs: (): number => {
      const now = pauseMs;
      pauseMs = Math.min(LOOK_MS, pauseMs * 2);
      return now;
    },
    /** True: end the pause and look at once. */
    hearChange: (at: number): boolean => {
      const wasQuiet = at - changedAt >= QUIET_MS;
      changedAt = at;
      if (wasQuiet) pauseMs = HURRIED_MS;
      return wasQuiet;
    },
  };
};

import { parseHttpDate } from "#engine/retry/http-date.ts";

/**
 * Waits grow by factor 5, and all `retryCount` waits add up to the window (5 over 24 h: 1 m 51 s, 9 m 13 s, 46 m, 3 h 50 m,
 * 19 h 12 m). A random factor 0.9–1.0 spreads the deliveries of one outage. Null = no retry is left.
 *
 * @param failures from 1
 * @param random in [0, 1)
 */
export const retryDelayMs = (
  failures: number,
  { retryCount, retryWindowMs, random }: { retryCount: number; retryWindowMs: number; random: number },
): number | null => {
  if (failures > retryCount) return null;
  const first = (retryWindowMs * 4) / (5 ** retryCount - 1);
  return Math.round(first * 5 ** (failures - 1) * (1 - 0.1 * random));
};

/** Reads `Retry-After` (RFC 9110, 10.2.3): seconds or an HTTP date. Returns 0 for a past date, null for other text. */
export const retryAfterMs = (header: string | undefined, now: Date): number | null => {
  const text = header?.trim() ?? "";
  // A number that is too large to count means as long as possible (RFC 9111, 1.2.2).
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text)) * 1_000, Number.MAX_SAFE_INTEGER);
  const time = parseHttpDate(text, now);
  return time === null ? null : Math.max(0, time - now.getTime());
};

/** Middle of the random factor. */
const RANDOM_MEAN = 0.5;

/** Returns the next attempt, and by estimate those after it, if all of them fail. `isLast`: no retry follows the next. */
export const plannedAttempts = (
  { failures, nextAt, isLast }: { failures: number; nextAt: Date; isLast: boolean },
  { retryCount, retryWindowMs }: { retryCount: number; retryWindowMs: number },
): Date[] => {
  const planned = [nextAt];
  if (isLast) return planned;
  let at = nextAt.getTime();
  for (let failed = failures + 1; failed <= retryCount; failed++) {
    at += retryDelayMs(failed, { retryCount, retryWindowMs, random: RANDOM_MEAN }) ?? 0;
    planned.push(new Date(at));
  }
  return planned;
};

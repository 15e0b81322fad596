import { parseHttpDate } from "#engine/retry/http-date.ts";

/**
 * Waiting time after a failure, in milliseconds; null when no retry is left. Geometric with ratio 5, so that the waits of
 * all `retryCount` retries add up to exactly the window (5 over 24 h: 1 m 51 s, 9 m 13 s, 46 m, 3 h 50 m, 19 h 12 m), each
 * times a random 0.9–1.0 so that the deliveries of one outage do not come back in one second.
 *
 * @param failures failures so far, this one included; 1 is the first
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

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3), seconds or an HTTP date, as milliseconds from now. Returns null for garbage, 0 for a date
 * in the past.
 */
export const retryAfterMs = (header: string | undefined, now: Date): number | null => {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) {
    const seconds = Math.ceil(Number(text));
    return Number.isSafeInteger(seconds * 1_000) ? seconds * 1_000 : null;
  }
  const time = parseHttpDate(text, now);
  return time === null ? null : Math.max(0, time - now.getTime());
};

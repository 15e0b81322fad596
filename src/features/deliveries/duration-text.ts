import type { Translate } from "#features/translate.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Writes a length of time with two units at most: "0.4 ms", "840 ms", "1.2 s", "1 min 51 s", "3 h 50 min", "2 days". */
export const durationText = (ms: number, t: Translate<"deliveries.duration">): string => {
  const length = Math.max(0, ms);
  if (length < 10) return t("ms", { ms: Math.round(length * 10) / 10 });
  if (length < SECOND) return t("ms", { ms: Math.min(999, Math.round(length)) });
  if (length < MINUTE)
    return t("s", { s: Math.min(59.9, length < 10 * SECOND ? tenths(length / SECOND) : Math.round(length / SECOND)) });
  if (length < HOUR) return inMinutes(Math.round(length / SECOND), t);
  if (length < 2 * DAY) return inHours(Math.round(length / MINUTE), t);
  const hours = Math.round(length / HOUR);
  return hours % 24 === 0 ? t("d", { d: hours / 24 }) : t("dh", { d: Math.floor(hours / 24), h: hours % 24 });
};

const tenths = (value: number): number => Math.round(value * 10) / 10;

const inMinutes = (seconds: number, t: Translate<"deliveries.duration">): string => {
  const [m, s] = [Math.floor(seconds / 60), seconds % 60];
  return s === 0 || m >= 10 ? t("m", { m: Math.round(seconds / 60) }) : t("ms2", { m, s });
};

const inHours = (minutes: number, t: Translate<"deliveries.duration">): string => {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return m === 0 ? t("h", { h }) : t("hm", { h, m });
};

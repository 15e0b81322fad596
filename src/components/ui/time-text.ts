import { dateFormat } from "#components/ui/date-format.ts";

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
  ["month", 12],
  ["year", Number.POSITIVE_INFINITY],
];

/** Closer times read "now": clocks differ, and pages update with a delay. */
export const IMMINENT_MS = 5_000;

export const isNow = (at: number, now: number): boolean => Math.abs(at - now) < IMMINENT_MS;

/** Gives "5 minutes ago", "in 2 hours", and "now" for close instants. Both instants are milliseconds since 1970. */
export const relativeTime = (at: number, now: number, locale = "en"): string => {
  const relative = relativeFormat(locale);
  let amount = (at - now) / 1_000;
  if (isNow(at, now)) return relative.format(0, "second");
  for (const [unit, size] of STEPS) {
    if (Math.abs(Math.round(amount)) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return "";
};

const relatives = new Map<string, Intl.RelativeTimeFormat>();

const relativeFormat = (locale: string): Intl.RelativeTimeFormat => {
  const known = relatives.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  relatives.set(locale, known);
  return known;
};

/** Exact time with zone; `timeZone` defaults to the viewer's. */
export const exactTime = (at: number, timeZone?: string, locale = "en"): string =>
  dateFormat("exact", locale, timeZone).format(at);

/** Format without weekday and year: "Mar 14, 10:00:00 UTC". */
export const exactTimeShort = (at: number, timeZone?: string, locale = "en"): string =>
  dateFormat("exactShort", locale, timeZone).format(at);

/** Format for planning, without the year: "Sat, Nov 28, 14:05". */
export const dayTime = (at: number, timeZone?: string, locale = "en"): string =>
  dateFormat("weekdayHour", locale, timeZone).format(at);

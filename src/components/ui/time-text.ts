const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
  ["month", 12],
  ["year", Number.POSITIVE_INFINITY],
];

/** Nearer times are "now": clocks differ, and pages follow a moment later. */
export const IMMINENT_MS = 5_000;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "just now", "5 minutes ago", "in 2 hours": both in milliseconds since 1970. */
export const relativeTime = (at: number, now: number): string => {
  let amount = (at - now) / 1_000;
  if (Math.abs(amount) * 1_000 < IMMINENT_MS) return "just now";
  for (const [unit, size] of STEPS) {
    if (Math.abs(Math.round(amount)) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return "";
};

/** The exact moment with its zone; `timeZone` is the viewer's own when left out. */
export const exactTime = (at: number, timeZone?: string): string =>
  new Intl.DateTimeFormat("en", { ...EXACT, weekday: "short", year: "numeric", timeZone }).format(at);

/** A recent moment, without weekday and year: "Mar 14, 10:00:00 UTC". */
export const exactTimeShort = (at: number, timeZone?: string): string =>
  new Intl.DateTimeFormat("en", { ...EXACT, timeZone }).format(at);

const EXACT = {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
} as const;

/** A day and time to plan by, without the year: "Sat, Nov 28, 14:05". */
export const dayTime = (at: number, timeZone?: string): string =>
  new Intl.DateTimeFormat("en", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(at);

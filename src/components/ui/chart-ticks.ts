import { lengthOfSteps, rangeOfSteps } from "#components/ui/chart-data.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const DISTANCES_MS = [
  ...[1, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 4, 7, 14, 28].map((days) => days * DAY_MS),
];

export type Tick = { step: number; text: string };

/**
 * Chooses the steps to name below a chart: full hours and days of the viewer's clock, at most `count` of them.
 *
 * @param at start of each step, ISO 8601
 */
export const timeTicks = (at: readonly string[], count: number, timeZone: string, locale: string): Tick[] => {
  const clock = wallClock(timeZone);
  const walls = at.map((start) => clock(Date.parse(start)));
  for (const distance of DISTANCES_MS) {
    const steps = walls.flatMap((wall, step) => (beginsPart(walls[step - 1], wall, distance) ? [step] : []));
    if (steps.length > count) continue;
    return steps.map((step) => ({
      step,
      text: tickText(at[step] ?? "", walls[step] ?? 0, distance, timeZone, locale),
    }));
  }
  return [];
};

const beginsPart = (before: number | undefined, wall: number, distance: number): boolean =>
  before === undefined ? wall % distance === 0 : Math.floor(wall / distance) !== Math.floor(before / distance);

const tickText = (at: string, wall: number, distance: number, timeZone: string, locale: string): string => {
  const isDay = distance >= DAY_MS || wall % DAY_MS < Math.min(distance, HOUR_MS);
  return new Intl.DateTimeFormat(locale, { ...(isDay ? DAY : TIME), timeZone }).format(Date.parse(at));
};

const DAY = { day: "numeric", month: "short" } as const;
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** Returns what a clock in this zone shows, as milliseconds of a day that has no time shifts. */
const wallClock = (timeZone: string): ((at: number) => number) => {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const read = (type: "year" | "month" | "day" | "hour" | "minute") => parts.get(type) ?? 0;
    return Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
  };
};

/** Names one step: "Sat, Nov 28, 14:00 – 15:00", or the day alone for steps of a day. */
export const stepText = (at: readonly string[], step: number, timeZone: string, locale: string): string => {
  const range = rangeOfSteps(at, step, step);
  if (!range) return "";
  const [since, until] = [Date.parse(range.since), Date.parse(range.until)];
  const day = { weekday: "short", ...DAY, timeZone } as const;
  // Days of a time shift last 23 or 25 hours.
  if (lengthOfSteps(at) > DAY_MS / 2) return new Intl.DateTimeFormat(locale, day).format(since);
  return new Intl.DateTimeFormat(locale, { ...day, ...TIME }).formatRange(since, until);
};

import { lengthOfSteps, rangeOfSteps } from "#components/ui/chart-data.ts";
import { dateFormat, wallTime } from "#components/ui/date-format.ts";

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
  const walls = at.map((start) => wallTime(Date.parse(start), timeZone));
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
  return dateFormat(isDay ? "date" : "hour", locale, timeZone).format(Date.parse(at));
};

/** Names one step: "Sat, Nov 28, 14:00 – 15:00", or the day alone for steps of a day. */
export const stepText = (at: readonly string[], step: number, timeZone: string, locale: string): string => {
  const range = rangeOfSteps(at, step, step);
  if (!range) return "";
  const [since, until] = [Date.parse(range.since), Date.parse(range.until)];
  // Days of a time shift last 23 or 25 hours.
  if (lengthOfSteps(at) > DAY_MS / 2) return dateFormat("weekday", locale, timeZone).format(since);
  return dateFormat("weekdayHour", locale, timeZone).formatRange(since, until);
};

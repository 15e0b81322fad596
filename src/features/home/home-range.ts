import { startOfDay } from "#features/home/local-days.ts";

export const RANGES = ["24h", "7d", "30d"] as const;
export type RangeChoice = (typeof RANGES)[number];

export type Range = { since: string; until: string };

/** `before`: the same time of the period before, as much of it as has passed of this one. */
export type HomeRange = Range & { before: Range; isByDay: boolean };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Step of `before`, so that cache keys do not change at every tick. */
const STEP_MS = 5 * MINUTE_MS;
const DAYS = { "24h": 1, "7d": 7, "30d": 30 } as const;

/** Full hours up to the current one; for 30 days, full days of the viewer's zone up to today. */
export const homeRange = (choice: RangeChoice, now: number, timeZone: string): HomeRange => {
  const until = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
  const lengthMs = DAYS[choice] * DAY_MS;
  const isByDay = choice === "30d";
  const since = isByDay
    ? floorToHour(startOfDay(startOfDay(now, timeZone) - (DAYS[choice] - 1) * DAY_MS + DAY_MS / 2, timeZone))
    : until - lengthMs;
  const passed = Math.floor(now / STEP_MS) * STEP_MS;
  return {
    ...rangeOf(since, until),
    before: rangeOf(since - lengthMs, Math.max(passed - lengthMs, since - lengthMs + HOUR_MS)),
    isByDay,
  };
};

/** From the viewer's midnight to the end of the current hour. */
export const todayRange = (now: number, timeZone: string): Range =>
  rangeOf(floorToHour(startOfDay(now, timeZone)), (Math.floor(now / HOUR_MS) + 1) * HOUR_MS);

/** Figures are kept by the hour of UTC: a zone that is half an hour off begins its days half an hour early. */
const floorToHour = (at: number) => Math.floor(at / HOUR_MS) * HOUR_MS;

const rangeOf = (since: number, until: number): Range => ({
  since: new Date(since).toISOString(),
  until: new Date(until).toISOString(),
});

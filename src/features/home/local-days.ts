import { wallTime } from "#components/ui/date-format.ts";

const DAY_MS = 86_400_000;

/** Milliseconds that a clock in this zone is ahead of UTC. */
const offsetAt = (at: number, timeZone: string): number => wallTime(at, timeZone) - Math.floor(at / 60_000) * 60_000;

/** Midnight of the day of `at` in this zone. A day of a time shift begins at its own offset. */
export const startOfDay = (at: number, timeZone: string): number => {
  const day = Math.floor((at + offsetAt(at, timeZone)) / DAY_MS) * DAY_MS;
  const guess = day - offsetAt(at, timeZone);
  return day - offsetAt(guess, timeZone);
};

/** Midnights from the day of `since` to the last one before `until`. */
export const daysBetween = (since: number, until: number, timeZone: string): number[] => {
  const days: number[] = [];
  for (let day = startOfDay(since, timeZone); day < until; day = startOfDay(day + 1.5 * DAY_MS, timeZone))
    days.push(day);
  return days;
};

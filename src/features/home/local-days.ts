const DAY_MS = 86_400_000;

/** Milliseconds that a clock in this zone is ahead of UTC. */
const offsetAt = (at: number, timeZone: string): number => {
  const format = formatOf(timeZone);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const read = (type: "year" | "month" | "day" | "hour" | "minute") => parts.get(type) ?? 0;
  const wall = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
  return wall - Math.floor(at / 60_000) * 60_000;
};

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const parts = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const format = new Intl.DateTimeFormat("en", { timeZone, hourCycle: "h23", ...parts });
  formats.set(timeZone, format);
  return format;
};

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

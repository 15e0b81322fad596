/** Calendar date `YYYY-MM-DD`, some days later. */
export const addDays = (date: string, days: number): string => {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
};

/** Monday of the week of `now` as the zone's calendar says; on a Sunday the next one, since the salon is closed. */
export const mondayOf = (now: Date, timeZone: string): string => {
  const today = dateIn(now, timeZone);
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  return addDays(today, 1 - weekday);
};

/** Calendar date in the zone. */
export const dateIn = (now: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("sv", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);

/** Writes a time on a wall clock as ISO 8601 with offset: `2026-11-24T10:00:00+01:00`. */
export const wallTime = (date: string, minutes: number, timeZone: string): string => {
  const clock = clockText(minutes);
  const asUtc = Date.parse(`${date}T${clock}:00Z`);
  // The offset may change between the two instants, on the days when clocks change.
  const offset = offsetAt(asUtc - offsetAt(asUtc, timeZone) * 60_000, timeZone);
  const sign = offset < 0 ? "-" : "+";
  return `${date}T${clock}:00${sign}${clockText(Math.abs(offset))}`;
};

/** `605` → `10:05`. */
export const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Minutes east of UTC. */
const offsetAt = (instant: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(instant);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):?(\d+)?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};

import { z } from "zod";

const RULE = "use an ISO 8601 date and time with offset, like 2026-03-14T10:00:00+01:00";

/** RFC 3339, section 5.6, with offset, either case and leap seconds. */
export const instant = z
  .stringFormat("datetime", (text) => parseInstant(text) !== null, {
    error: ({ input }) => (input === undefined ? `is missing: ${RULE}` : RULE),
  })
  .max(60);

export const instantOf = (text: string): Date => {
  const at = parseInstant(text);
  if (!at) throw new RangeError("not an instant: check the text with the schema first");
  return at;
};

const SHAPE =
  /^(\d{4}-\d\d-\d\d)t([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(\.\d{1,20})?)?(z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** Maps a leap second to the next instant, because `Date` cannot hold it. */
export const parseInstant = (text: string): Date | null => {
  const [, date, hours, minutes, seconds = "00", fraction = "", zone = ""] = SHAPE.exec(text) ?? [];
  if (date === undefined || !isDay(date)) return null;
  const isLeap = seconds === "60";
  const at = new Date(`${date}T${hours}:${minutes}:${isLeap ? "59" : `${seconds}${fraction}`}${zone.toUpperCase()}`);
  if (Number.isNaN(at.getTime())) return null;
  if (!isLeap) return at;
  const isLastMinute = at.getUTCHours() === 23 && at.getUTCMinutes() === 59;
  return isLastMinute ? new Date(at.getTime() + 1_000) : null;
};

const isDay = (date: string): boolean => {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
};

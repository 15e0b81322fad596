/** Wall-clock time of a place without its zone, such as 2026-03-29T10:00. */
export type WallTime = string;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Years of four digits that the calendar of JavaScript converts in every zone. */
export const isWallTime = (text: string): boolean =>
  /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d$/.test(text) && !Number.isNaN(utcOf(text)) && wallOf(utcOf(text)) === text;

/** Calendar day such as 2026-03-29. */
export const isDay = (text: string): boolean => isWallTime(`${text}T00:00`);

export const isTimezone = (text: string): boolean => {
  try {
    return formatOf(text) !== null;
  } catch {
    return false;
  }
};

/**
 * Gives the instant of a wall-clock time. A time that happens twice means the first one. A time that the change to summer
 * time skips moves on by the skipped hour (RFC 5545, section 3.3.5).
 */
export const toInstant = (wall: WallTime, timezone: string): Date => {
  const asUtc = utcOf(wall);
  const [before, after] = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => offsetMsAt(at, timezone)) as [number, number];
  const candidates = [asUtc - Math.max(before, after), asUtc - Math.min(before, after)];
  const real = candidates.find((at) => at + offsetMsAt(at, timezone) === asUtc);
  return new Date(real ?? asUtc - before);
};

export const toWall = (instant: Date, timezone: string): WallTime =>
  wallOf(instant.getTime() + offsetMsAt(instant.getTime(), timezone));

/** Writes the instant with the offset that the zone has then: 2026-03-29T10:00:00+02:00. */
export const toRfc3339 = (instant: Date, timezone: string): string => {
  const offsetMs = offsetMsAt(instant.getTime(), timezone);
  const offset = Math.abs(offsetMs) / MINUTE_MS;
  const sign = offsetMs < 0 ? "-" : "+";
  const local = new Date(instant.getTime() + offsetMs).toISOString().slice(0, 19);
  return `${local}${sign}${twoDigits(offset / 60)}:${twoDigits(offset % 60)}`;
};

/** Keeps the time of day, also across a change of the clock. */
export const addDays = (wall: WallTime, days: number): WallTime => wallOf(utcOf(wall) + days * DAY_MS);

const utcOf = (wall: WallTime) => Date.parse(`${wall}:00Z`);
const wallOf = (ms: number): WallTime => new Date(ms).toISOString().slice(0, 16);
const twoDigits = (value: number) => String(Math.floor(value)).padStart(2, "0");

/** Offset of the zone from UTC, rounded to minutes, as RFC 3339 writes it. */
const offsetMsAt = (ms: number, timezone: string): number => {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  const local = Date.parse(`${year?.padStart(4, "0")}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Math.round((local - ms) / MINUTE_MS) * MINUTE_MS;
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws for an unknown zone. */
const formatOf = (timezone: string): Intl.DateTimeFormat => {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(timezone, format);
  return format;
};

const DATE = { day: "numeric", month: "short" } as const;
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const SECOND = { ...HOUR, second: "2-digit" } as const;
const EXACT = { ...DATE, ...SECOND, timeZoneName: "short" } as const;

const OPTIONS = {
  exact: { ...EXACT, weekday: "short", year: "numeric" },
  exactShort: EXACT,
  day: { year: "numeric", month: "2-digit", day: "2-digit" },
  time: SECOND,
  date: DATE,
  hour: HOUR,
  weekday: { ...DATE, weekday: "short" },
  weekdayHour: { ...DATE, ...HOUR, weekday: "short" },
  /** Numbers of a clock, to calculate with. */
  wall: { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A browser shows one zone; the server renders pages of many, and must not keep the formats of all. */
const KEPT_MAX = 100;

const kept = new Map<string, Intl.DateTimeFormat>();

/**
 * Returns a format, and keeps it: a list writes several texts for each row, and a new format costs 50 µs.
 *
 * @param timeZone IANA name; default: the viewer's
 */
export const dateFormat = (kind: keyof typeof OPTIONS, locale: string, timeZone?: string): Intl.DateTimeFormat => {
  const key = `${kind} ${locale} ${timeZone}`;
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= KEPT_MAX) kept.clear();
  const format = new Intl.DateTimeFormat(locale, { ...OPTIONS[kind], timeZone });
  kept.set(key, format);
  return format;
};

/** Returns what a clock in this zone shows, as milliseconds of a day that has no time shifts. */
export const wallTime = (at: number, timeZone: string): number => {
  const shown = dateFormat("wall", "en", timeZone).formatToParts(at);
  const parts = new Map(shown.map(({ type, value }) => [type, Number(value)]));
  const read = (type: "year" | "month" | "day" | "hour" | "minute") => parts.get(type) ?? 0;
  return Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
};

type Place = { timeZone: string; locale: string };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are kept, because a log makes one text for each row, and a new format costs 50 µs. */
const formatOf = (kind: "day" | "time" | "date", { timeZone, locale }: Place): Intl.DateTimeFormat => {
  const key = `${kind} ${locale} ${timeZone}`;
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...OPTIONS[kind], timeZone });
  formats.set(key, found);
  return found;
};

const OPTIONS = {
  day: { year: "numeric", month: "2-digit", day: "2-digit" },
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  date: { day: "numeric", month: "short" },
} as const;

/** "14:02:31" today, "27 Nov 14:02:31" on other days, in the reader's zone. Both instants are milliseconds since 1970. */
export const clockTime = (at: number, now: number, place: Place): string => {
  const day = formatOf("day", place);
  const time = formatOf("time", place).format(at);
  return day.format(at) === day.format(now) ? time : `${formatOf("date", place).format(at)} ${time}`;
};

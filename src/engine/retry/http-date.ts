const SHORT_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)";

/** RFC 9110, 5.6.7: a recipient must accept IMF-fixdate, RFC 850 and asctime. */
const FORMS = [
  `${SHORT_DAY}, (?<day>\\d{2}) ${MONTH} (?<year>\\d{4}) ${TIME} GMT`,
  `${LONG_DAY}, (?<day>\\d{2})-${MONTH}-(?<year>\\d{2}) ${TIME} GMT`,
  `${SHORT_DAY} ${MONTH} (?<day>\\d{2}| \\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`));

/**
 * Returns milliseconds since 1970. Ignores the day of the week. A year of two digits more than 50 years after `now` means a century
 * earlier (RFC 9110).
 */
export const parseHttpDate = (text: string, now: Date): number | null => {
  const parts = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (!parts) return null;
  const isShort = parts.year?.length === 2;
  const thisYear = now.getUTCFullYear();
  const year = Number(parts.year) + (isShort ? Math.floor(thisYear / 100) * 100 : 0);
  const time = utc(year, parts);
  if (!isShort || time === null) return time;
  const limit = new Date(now).setUTCFullYear(thisYear + 50);
  return time > limit ? utc(year - 100, parts) : time;
};

const utc = (year: number, { month = "", day, hour, minute, second }: Record<string, string>): number | null => {
  const date = new Date(0);
  date.setUTCFullYear(year, MONTHS.indexOf(month), Number(day));
  if (date.getUTCDate() !== Number(day)) return null;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
};

import { dateFormat } from "#components/ui/date-format.ts";

type Place = { timeZone: string; locale: string };

/** "14:02:31" today, "27 Nov 14:02:31" on other days, in the reader's zone. Both instants are milliseconds since 1970. */
export const clockTime = (at: number, now: number, { timeZone, locale }: Place): string => {
  const day = dateFormat("day", locale, timeZone);
  const time = dateFormat("time", locale, timeZone).format(at);
  return day.format(at) === day.format(now) ? time : `${dateFormat("date", locale, timeZone).format(at)} ${time}`;
};

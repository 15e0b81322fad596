import { CLOSES_AT, OPENS_AT } from "#features/playground/week/salon.ts";
import { type Appointment, appointmentsOf, endOf, type Week } from "#features/playground/week/week.ts";

/** Place in a column of the schedule that takes the focus: an appointment, or free time of at most half an hour. */
export type Stop = { start: number; end: number; appointment: Appointment | null };

const FREE_MINUTES = 30;

/** Lists the stops of a day and a staff member without a gap, from opening to closing. */
export const stopsOf = (week: Week, day: number, staffId: string): Stop[] => {
  const stops: Stop[] = [];
  const fillUntil = (until: number) => {
    for (let start = stops.at(-1)?.end ?? OPENS_AT; start < until; ) {
      const end = Math.min(until, start - (start % FREE_MINUTES) + FREE_MINUTES);
      stops.push({ start, end, appointment: null });
      start = end;
    }
  };
  for (const appointment of appointmentsOf(week, day, staffId)) {
    fillUntil(appointment.start);
    stops.push({ start: appointment.start, end: endOf(appointment), appointment });
  }
  fillUntil(CLOSES_AT);
  return stops;
};

export const stopAt = (stops: readonly Stop[], minute: number): Stop | undefined =>
  stops.find(({ start, end }) => start <= minute && minute < end);

import { serviceOf } from "#features/playground/week/salon.ts";
import { mondayOf } from "#features/playground/week/wall-time.ts";
import type { Appointment, Week } from "#features/playground/week/week.ts";

type Booking = [day: number, clock: number, staff: string, service: string, customer: string, isConfirmed?: true];

/** Bookings of a quiet week, with room to book and to move. `clock` 930 is half past nine. */
const BOOKINGS: readonly Booking[] = [
  [0, 930, "maria", "haircut", "ada", true],
  [0, 1000, "jonas", "beard", "bruno", true],
  [0, 1100, "amara", "color", "daria"],
  [0, 1400, "maria", "blowdry", "fatma", true],
  [0, 1530, "leo", "haircut", "emil"],
  [1, 900, "amara", "highlights", "hana", true],
  [1, 1030, "maria", "haircut", "chidi"],
  [1, 1200, "leo", "beard", "jamal", true],
  [1, 1500, "jonas", "color", "kira"],
  [2, 1000, "leo", "color", "ines"],
  [2, 1115, "jonas", "haircut", "luca", true],
  [2, 1300, "maria", "blowdry", "kira", true],
  [2, 1630, "amara", "fringe", "gabriel"],
  [3, 930, "jonas", "haircut", "gabriel", true],
  [3, 1100, "maria", "color", "daria"],
  [3, 1330, "amara", "haircut", "ada", true],
  [3, 1500, "leo", "beard", "bruno", true],
  [4, 900, "leo", "haircut", "chidi", true],
  [4, 1000, "maria", "highlights", "fatma"],
  [4, 1300, "jonas", "beard", "emil", true],
  [4, 1445, "amara", "blowdry", "ines", true],
  [4, 1600, "leo", "color", "hana"],
  [5, 930, "maria", "haircut", "luca", true],
  [5, 1030, "amara", "color", "kira"],
  [5, 1200, "jonas", "haircut", "jamal", true],
];

/** Returns the week of `now` with appointments that existed before, so no event tells of them. */
export const firstWeek = (now: Date, timezone: string, newId: (prefix: string) => string): Week => ({
  monday: mondayOf(now, timezone),
  timezone,
  appointments: BOOKINGS.map((booking) => toAppointment(booking, newId("apt"))),
});

const toAppointment = ([day, clock, staff, service, customer, isConfirmed]: Booking, id: string): Appointment => ({
  appointmentId: id,
  day,
  start: Math.floor(clock / 100) * 60 + (clock % 100),
  staffId: `stf_${staff}`,
  serviceId: `svc_${service}`,
  customerId: `cus_${customer}`,
  minutes: serviceOf(`svc_${service}`).minutes,
  status: isConfirmed ? "confirmed" : "pending",
  notes: null,
  payment: null,
  sequence: 1,
});

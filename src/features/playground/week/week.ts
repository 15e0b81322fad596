import { CLOSES_AT, DAYS, OPENS_AT, STAFF, STEP_MINUTES } from "#features/playground/week/salon.ts";

/** Day of the week from 0 (Monday), minutes since midnight. */
export type Place = { day: number; start: number; staffId: string };

/** Acting side. Decides `actor` and `cause` of an event. */
export type By = "staff" | "customer";

export type AppointmentStatus = "pending" | "confirmed" | "completed" | "no_show" | "canceled";
export type Payment = { paymentId: string; status: "completed" | "failed" | "refunded"; sequence: number };

export type Appointment = Place & {
  appointmentId: string;
  serviceId: string;
  customerId: string;
  minutes: number;
  status: AppointmentStatus;
  notes: string | null;
  payment: Payment | null;
  /** Number of the last change. Each change has an event of its own. */
  sequence: number;
};

/** `monday` is a calendar date of the time zone. */
export type Week = { monday: string; timezone: string; appointments: readonly Appointment[] };

export const endOf = ({ start, minutes }: Pick<Appointment, "start" | "minutes">): number => start + minutes;

/** A canceled appointment frees its place. */
export const takesPlace = ({ status }: Pick<Appointment, "status">): boolean => status !== "canceled";

/** Appointments that take a place of this person on this day, in order. */
export const appointmentsOf = (week: Week, day: number, staffId: string): Appointment[] =>
  week.appointments
    .filter((one) => one.day === day && one.staffId === staffId && takesPlace(one))
    .sort((a, b) => a.start - b.start);

/** Finds what stands in the way; `except` is the appointment that moves. Null = free. */
export const findObstacle = (
  week: Week,
  { day, start, staffId }: Place,
  minutes: number,
  except?: string,
): Appointment | "closed" | null => {
  const isKnown = day >= 0 && day < DAYS && STAFF.some((one) => one.staffId === staffId);
  const isOnGrid = Number.isInteger(day) && start % STEP_MINUTES === 0;
  if (!isKnown || !isOnGrid || start < OPENS_AT || start + minutes > CLOSES_AT) return "closed";
  return (
    appointmentsOf(week, day, staffId).find(
      (one) => one.appointmentId !== except && one.start < start + minutes && start < endOf(one),
    ) ?? null
  );
};

export const findAppointment = (week: Week, id: string): Appointment | undefined =>
  week.appointments.find(({ appointmentId }) => appointmentId === id);

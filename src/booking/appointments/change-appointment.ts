import {
  type Appointment,
  type AppointmentStatus,
  appointmentParts,
  lockAppointment,
} from "#booking/appointments/appointment.ts";
import { appointmentChange } from "#booking/appointments/appointment-data.ts";
import { BookingError } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { Booking, Transaction } from "#booking/create-booking.ts";
import {
  appointmentCanceled,
  appointmentCompleted,
  appointmentConfirmed,
  appointmentNoShow,
  appointmentReassigned,
  appointmentRescheduled,
  appointmentUpdated,
} from "#client/index.ts";
import type { Prisma } from "#generated/booking/client.ts";

/** Appointment that a caller changes. With `seenVersion`, the change is refused if the appointment is newer. */
export type ChangeKey = { id: string; seenVersion?: number };

const builders = {
  updated: appointmentUpdated,
  confirmed: appointmentConfirmed,
  rescheduled: appointmentRescheduled,
  reassigned: appointmentReassigned,
  canceled: appointmentCanceled,
  completed: appointmentCompleted,
  no_show: appointmentNoShow,
};

export type Change = {
  event: keyof typeof builders;
  set: Prisma.AppointmentUncheckedUpdateInput;
  /** Facts of the event that are no part of the appointment, such as `reason`. */
  facts?: Readonly<Record<string, unknown>>;
  email?: { subject: string; text: string };
};

/**
 * Changes an appointment. Every change goes this way: lock, decide, write, emit one event. `decide` throws BookingError to refuse;
 * null = nothing to change, and no event. Throws `not_found`, `changed_meanwhile`, `time_taken`.
 */
export const changeAppointment = (
  booking: Booking,
  by: By,
  key: ChangeKey,
  decide: (before: Appointment, db: Transaction["db"]) => Change | null | Promise<Change | null>,
): Promise<Appointment> =>
  booking.transaction((transaction) => changeWithin(booking, transaction, by, { ...key, decide }));

export const changeWithin = async (
  { publicUrl }: Pick<Booking, "publicUrl">,
  { db, emit, email }: Transaction,
  by: By,
  {
    id,
    seenVersion,
    decide,
  }: ChangeKey & {
    decide: (before: Appointment, db: Transaction["db"]) => Change | null | Promise<Change | null>;
  },
): Promise<Appointment> => {
  const before = await lockAppointment(db, { tenantId: by.tenantId, id });
  if (seenVersion !== undefined && seenVersion !== before.version) {
    throw new BookingError("changed_meanwhile", "The appointment has changed meanwhile. Look at it, and choose again.");
  }
  const change = await decide(before, db);
  if (!change) return before;
  const after = await db.appointment.update({
    where: { tenantId_id: { tenantId: by.tenantId, id } },
    data: { ...change.set, version: { increment: 1 } },
    include: appointmentParts,
  });
  emit(builders[change.event](appointmentChange(by, { before, after, publicUrl }), { extra: change.facts ?? {} }));
  if (change.email) email({ to: after.customer.email, ...change.email });
  return after;
};

/** Refuses other statuses than `allowed`. `what` completes "cannot be …". */
export const requireStatus = ({ id, status }: Appointment, allowed: readonly AppointmentStatus[], what: string) => {
  if (allowed.some((one) => one === status)) return;
  const hint = `Possible for: ${allowed.join(", ")}.`;
  throw new BookingError("not_possible", `The appointment ${id} is ${status} and cannot be ${what}. ${hint}`);
};

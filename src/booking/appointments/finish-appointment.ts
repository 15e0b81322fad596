import type { Appointment } from "#booking/appointments/appointment.ts";
import { type ChangeKey, changeAppointment, requireStatus } from "#booking/appointments/change-appointment.ts";
import { BookingError } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { Booking } from "#booking/create-booking.ts";

/** The customer came: `appointment.completed`. A repeat changes nothing. */
export const completeAppointment = (booking: Booking, by: By, key: ChangeKey): Promise<Appointment> =>
  finish(booking, by, key, "completed");

/** The customer did not come: `appointment.no_show`. A repeat changes nothing. */
export const markNoShow = (booking: Booking, by: By, key: ChangeKey): Promise<Appointment> =>
  finish(booking, by, key, "no_show");

const finish = (
  booking: Booking,
  by: By,
  { id, seenVersion }: ChangeKey,
  status: "completed" | "no_show",
): Promise<Appointment> =>
  changeAppointment(booking, by, { id, seenVersion }, (before) => {
    if (before.status === status) return null;
    requireStatus(before, ["confirmed"], status === "completed" ? "completed" : "a no-show");
    if (before.startsAt > booking.clock()) {
      throw new BookingError("not_possible", `The appointment ${id} has not begun. Cancel it, or wait.`);
    }
    return { event: status, set: { status } };
  });

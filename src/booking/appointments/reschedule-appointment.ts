import { z } from "zod";
import { type Appointment, OPEN } from "#booking/appointments/appointment.ts";
import { wallTime } from "#booking/appointments/book-appointment.ts";
import { type ChangeKey, changeAppointment, requireStatus } from "#booking/appointments/change-appointment.ts";
import { checkTime } from "#booking/appointments/check-time.ts";
import type { By } from "#booking/by.ts";
import type { Booking } from "#booking/create-booking.ts";
import { parseInput } from "#booking/parse-input.ts";
import { lockStaffTimes, readSalon } from "#booking/salon/read-bookable.ts";
import { toInstant } from "#booking/wall-clock.ts";

const rescheduleInput = z.object({ startsAt: wallTime });

/**
 * Moves an appointment to another wall-clock time: `appointment.rescheduled`. The length stays. The
 * move confirms an appointment that awaited a new time.
 */
export const rescheduleAppointment = async (
  booking: Booking,
  by: By,
  { id, seenVersion, ...given }: ChangeKey & z.input<typeof rescheduleInput>,
): Promise<Appointment> => {
  const input = parseInput(rescheduleInput, given);
  return changeAppointment(booking, by, { id, seenVersion }, async (before, db) => {
    requireStatus(before, OPEN, "moved");
    const lengthMs = before.endsAt.getTime() - before.startsAt.getTime();
    const startsAt = toInstant(input.startsAt, before.timezone);
    const endsAt = new Date(startsAt.getTime() + lengthMs);
    const isAwaited = before.status === "awaiting_time";
    if (startsAt.getTime() === before.startsAt.getTime() && !isAwaited) return null;
    await lockStaffTimes(db, by.tenantId, before.staffId);
    checkTime({ startsAt, endsAt }, { salon: await readSalon(db, by.tenantId), by, now: booking.clock() });
    return {
      event: "rescheduled",
      set: { startsAt, endsAt, ...(isAwaited && { status: "confirmed" }) },
      email: { subject: "Your appointment has a new time", text: `It begins at ${input.startsAt}.` },
    };
  });
};

/**
 * The salon asks the customer to choose a new time: `appointment.updated` with the status `awaiting_time`. The old time is free
 * at once. The customer's choice is an ordinary reschedule, so nothing looks canceled, and no refund goes out.
 */
export const requestNewTime = (
  booking: Booking,
  by: By,
  { id, seenVersion, reason }: ChangeKey & { reason?: string },
): Promise<Appointment> =>
  changeAppointment(booking, by, { id, seenVersion }, (before) => {
    requireStatus(before, ["pending", "confirmed"], "given back for a new time");
    return {
      event: "updated",
      set: { status: "awaiting_time" },
      facts: { reason: reason ?? null },
      email: { subject: "Please choose a new time", text: reason ?? "Your salon asks you to choose a new time." },
    };
  });

import { z } from "zod";
import { type Appointment, OPEN } from "#booking/appointments/appointment.ts";
import { answers, notes } from "#booking/appointments/book-appointment.ts";
import { type ChangeKey, changeAppointment, requireStatus } from "#booking/appointments/change-appointment.ts";
import type { By } from "#booking/by.ts";
import type { Booking } from "#booking/create-booking.ts";
import { parseInput } from "#booking/parse-input.ts";
import { readBookable } from "#booking/salon/read-bookable.ts";

const editInput = z.object({
  notes: notes.nullish(),
  answers: answers.optional(),
  price: z.int().min(0).max(10_000_000).optional(),
});

/** Changes details other than time and staff: `appointment.updated`. Fields left out stay as they are. */
export const editAppointment = async (
  booking: Booking,
  by: By,
  { id, seenVersion, ...given }: ChangeKey & z.input<typeof editInput>,
): Promise<Appointment> => {
  const input = parseInput(editInput, given);
  return changeAppointment(booking, by, { id, seenVersion }, (before) => {
    const set = {
      ...(input.notes !== undefined && { notes: input.notes || null }),
      ...(input.answers && { answers: input.answers }),
      ...(input.price !== undefined && { price: input.price }),
    };
    const isSame = Object.entries(set).every(([name, value]) => sameJson(value, before[name as keyof Appointment]));
    return isSame ? null : { event: "updated", set };
  });
};

const sameJson = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The salon accepts a pending appointment: `appointment.confirmed`. A repeat changes nothing. */
export const confirmAppointment = (booking: Booking, by: By, { id, seenVersion }: ChangeKey): Promise<Appointment> =>
  changeAppointment(booking, by, { id, seenVersion }, (before) => {
    if (before.status === "confirmed") return null;
    requireStatus(before, ["pending"], "confirmed");
    return { event: "confirmed", set: { status: "confirmed", payByAt: null } };
  });

/** Gives an appointment to another staff member at the same time: `appointment.reassigned`. */
export const reassignAppointment = (
  booking: Booking,
  by: By,
  { id, seenVersion, staffId }: ChangeKey & { staffId: string },
): Promise<Appointment> =>
  changeAppointment(booking, by, { id, seenVersion }, async (before, db) => {
    requireStatus(before, OPEN, "reassigned");
    if (before.staffId === staffId) return null;
    await readBookable(db, by.tenantId, { serviceId: before.serviceId, staffId });
    return { event: "reassigned", set: { staffId } };
  });

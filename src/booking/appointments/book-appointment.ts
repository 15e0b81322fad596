import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Appointment, appointmentParts, lockAppointment, OPEN } from "#booking/appointments/appointment.ts";
import { appointmentChange, manageUrl } from "#booking/appointments/appointment-data.ts";
import { checkTime } from "#booking/appointments/check-time.ts";
import { BookingError } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { Booking, Transaction } from "#booking/create-booking.ts";
import { newId } from "#booking/new-id.ts";
import { parseInput } from "#booking/parse-input.ts";
import { customerInput, findOrAddCustomer } from "#booking/salon/customers.ts";
import { readBookable } from "#booking/salon/read-bookable.ts";
import { isWallTime, toInstant } from "#booking/wall-clock.ts";
import { appointmentCanceled, appointmentCreated } from "#client/index.ts";
import type { Prisma } from "#generated/booking/client.ts";

export const answers = z.array(z.object({ question: z.string().max(200), answer: z.string().max(1_000) })).max(20);
export const notes = z.string().trim().max(2_000);
export const wallTime = z.string().refine(isWallTime, "use a wall-clock time of the salon such as 2026-12-05T10:00");

export const bookInput = z.object({
  serviceId: z.string().max(100),
  staffId: z.string().max(100),
  startsAt: wallTime,
  customer: customerInput,
  notes: notes.nullish(),
  answers: answers.default([]),
  source: z.string().max(50).default("website"),
  /** The salon confirms it later, or a payment does. */
  isPending: z.boolean().default(false),
  /** An unpaid appointment is canceled after so many minutes. */
  payWithinMinutes: z.int().min(1).max(10_080).nullish(),
  /** Id of an appointment that this one takes the place of. */
  replaces: z.string().max(100).nullish(),
});

export type BookInput = z.input<typeof bookInput>;

/**
 * Books one appointment: one `appointment.created`, and `customer.created` for a customer the salon did not know. With
 * `replaces`, the old appointment is canceled in the same transaction, and both events name the other appointment.
 */
export const bookAppointment = async (booking: Booking, by: By, given: BookInput): Promise<Appointment> => {
  const input = parseInput(bookInput, given);
  return booking.transaction(async (transaction) => {
    const id = newId("apt");
    if (input.replaces) await cancelReplaced(booking, transaction, by, { id: input.replaces, replacedById: id });
    const { service, staff, salon } = await readBookable(transaction.db, by.tenantId, input);
    const customer = await findOrAddCustomer(transaction, by, input.customer);
    const startsAt = toInstant(input.startsAt, salon.timezone);
    const endsAt = new Date(startsAt.getTime() + service.durationMinutes * 60_000);
    checkTime({ startsAt, endsAt }, { salon, by, now: booking.clock() });
    return addAppointment(booking, transaction, by, {
      id,
      serviceId: service.id,
      staffId: staff.id,
      customerId: customer.id,
      startsAt,
      endsAt,
      timezone: salon.timezone,
      status: input.isPending || input.payWithinMinutes ? "pending" : "confirmed",
      price: service.price,
      currency: service.currency,
      notes: input.notes || null,
      answers: input.answers,
      source: input.source,
      replacesId: input.replaces ?? null,
      payByAt: input.payWithinMinutes ? new Date(booking.clock().getTime() + input.payWithinMinutes * 60_000) : null,
    });
  });
};

type NewAppointment = Omit<Prisma.AppointmentUncheckedCreateInput, "tenantId" | "linkKey">;

/** Writes an appointment, its event and the email with the manage link. */
export const addAppointment = async (
  { publicUrl }: Pick<Booking, "publicUrl">,
  { db, emit, email }: Transaction,
  by: By,
  values: NewAppointment,
): Promise<Appointment> => {
  const created = await db.appointment.create({
    data: { ...values, tenantId: by.tenantId, linkKey: randomBytes(24).toString("base64url") },
    include: appointmentParts,
  });
  emit(appointmentCreated(appointmentChange(by, { before: null, after: created, publicUrl })));
  email({
    to: created.customer.email,
    subject: `${created.service.name} with ${created.staff.name}`,
    text: `Move or cancel your appointment: ${manageUrl(publicUrl, created)}`,
  });
  return created;
};

const cancelReplaced = async (
  { publicUrl }: Booking,
  { db, emit }: Transaction,
  by: By,
  { id, replacedById }: { id: string; replacedById: string },
) => {
  const before = await lockAppointment(db, { tenantId: by.tenantId, id });
  if (!OPEN.some((status) => status === before.status)) {
    throw new BookingError("not_possible", `The appointment ${id} is ${before.status}: it cannot be replaced.`);
  }
  const after = await db.appointment.update({
    where: { tenantId_id: { tenantId: by.tenantId, id } },
    data: { status: "canceled", replacedById, payByAt: null, version: { increment: 1 } },
    include: appointmentParts,
  });
  emit(appointmentCanceled(appointmentChange(by, { before, after, publicUrl })));
};

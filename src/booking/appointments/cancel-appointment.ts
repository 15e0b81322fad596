import { type Appointment, OPEN } from "#booking/appointments/appointment.ts";
import {
  type Change,
  type ChangeKey,
  changeAppointment,
  changeWithin,
  requireStatus,
} from "#booking/appointments/change-appointment.ts";
import { BookingError } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { Booking } from "#booking/create-booking.ts";

const REASON_CHARS_MAX = 500;
const BATCH = 100;

/** Cancels one appointment: `appointment.canceled`. By link, staff, API or payment timeout, only actor and cause differ. */
export const cancelAppointment = async (
  booking: Booking,
  by: By,
  { id, seenVersion, reason }: ChangeKey & { reason?: string },
): Promise<Appointment> =>
  changeAppointment(booking, by, { id, seenVersion }, (before) => cancel(booking, by, before, reason));

/** Cancels all open appointments of a series in one transaction, with one event for each. Returns the canceled ones. */
export const cancelSeries = (
  booking: Booking,
  by: By,
  { seriesId, reason }: { seriesId: string; reason?: string },
): Promise<Appointment[]> =>
  booking.transaction(async (transaction) => {
    const open = await transaction.db.appointment.findMany({
      where: { tenantId: by.tenantId, seriesId, status: { in: [...OPEN] } },
      // Transactions lock appointments in the order of ids.
      orderBy: { id: "asc" },
      select: { id: true },
    });
    if (open.length === 0) throw new BookingError("not_found", `The series ${seriesId} has no open appointment.`);
    const canceled: Appointment[] = [];
    for (const { id } of open) {
      const decide = (before: Appointment) => cancel(booking, by, before, reason);
      canceled.push(await changeWithin(booking, transaction, by, { id, decide }));
    }
    return canceled;
  });

/**
 * Cancels appointments whose payment did not come in time, at most 100. Safe to run twice and in several processes: a payment that
 * comes first wins. Returns the canceled ones.
 */
export const cancelUnpaid = async (booking: Booking): Promise<Appointment[]> => {
  const due = await booking.db.appointment.findMany({
    where: { payByAt: { lte: booking.clock() }, status: "pending" },
    orderBy: { payByAt: "asc" },
    take: BATCH,
    select: { tenantId: true, id: true },
  });
  const canceled: Appointment[] = [];
  for (const { tenantId, id } of due) {
    const by: By = { tenantId, actor: { kind: "system" }, cause: "payment_timeout" };
    const after = await changeAppointment(booking, by, { id }, (before) =>
      before.payByAt && before.payByAt <= booking.clock() && before.status === "pending"
        ? cancel(booking, by, before, "The payment did not arrive in time.")
        : null,
    );
    if (after.status === "canceled") canceled.push(after);
  }
  return canceled;
};

const cancel = ({ clock }: Booking, { actor }: By, before: Appointment, reason?: string): Change => {
  requireStatus(before, OPEN, "canceled");
  if ((reason?.length ?? 0) > REASON_CHARS_MAX) {
    throw new BookingError("invalid", `reason: use at most ${REASON_CHARS_MAX} characters.`);
  }
  return {
    event: "canceled",
    set: { status: "canceled", payByAt: null },
    facts: { canceledAt: clock().toISOString(), canceledBy: actor.kind, reason: reason || null },
    email: { subject: "Your appointment is canceled", text: reason ?? "Your appointment is canceled." },
  };
};

import { z } from "zod";
import { lockAppointment } from "#booking/appointments/appointment.ts";
import { changeWithin } from "#booking/appointments/change-appointment.ts";
import { BookingError, notFound } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import type { Booking, Transaction } from "#booking/create-booking.ts";
import { newId } from "#booking/new-id.ts";
import { parseInput } from "#booking/parse-input.ts";
import { previousOf } from "#booking/previous-of.ts";
import { paymentCompleted, paymentFailed, paymentRefunded } from "#client/index.ts";
import type { Payment } from "#generated/booking/client.ts";

const paymentData = (row: Payment) => ({
  paymentId: row.id,
  appointmentId: row.appointmentId,
  customerId: row.customerId,
  amount: row.amount,
  currency: row.currency,
  method: row.method,
});

/** Fields that a charge or a refund changes. `previous` compares them. */
const paymentState = (row: Payment) => ({
  status: row.status,
  attempts: row.attempts,
  refundedAmount: row.refundedAmount,
});

const openInput = z.object({ appointmentId: z.string().max(100), method: z.enum(["card", "cash", "transfer"]) });

/** Asks for the price of an appointment. No event: nothing was paid yet. */
export const openPayment = async (
  booking: Booking,
  { tenantId }: By,
  given: z.input<typeof openInput>,
): Promise<Payment> => {
  const { appointmentId, method } = parseInput(openInput, given);
  return booking.transaction(async ({ db }) => {
    const { price: amount, currency, customerId } = await lockAppointment(db, { tenantId, id: appointmentId });
    if (amount === 0) throw new BookingError("not_possible", "This appointment is free: there is nothing to pay.");
    const values = { tenantId, id: newId("pay"), appointmentId, customerId, amount, currency, method };
    return db.payment.create({ data: { ...values, status: "pending" } });
  });
};

const CHARGES_MAX = 100;

const chargeInput = z.object({
  /** The provider's id of this attempt. A repeated report of it changes nothing. */
  chargeId: z.string().min(1).max(200),
  outcome: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("completed") }),
    z.object({ kind: z.literal("failed"), code: z.string().max(100), message: z.string().max(500) }),
  ]),
});

/**
 * Records how one charge ended, the first one or a retry: `payment.completed` or `payment.failed`, with the number of attempts.
 * A payment in time also confirms the appointment that waits for it: `appointment.confirmed`.
 */
export const recordCharge = async (
  booking: Booking,
  by: By,
  { id, ...given }: { id: string } & z.input<typeof chargeInput>,
): Promise<Payment> => {
  const { chargeId, outcome } = parseInput(chargeInput, given);
  return booking.transaction(async (transaction) => {
    const { db, emit } = transaction;
    const before = await lockPayment(transaction, by, id);
    if (before.chargeIds.includes(chargeId)) return before;
    if (before.attempts >= CHARGES_MAX) {
      throw new BookingError("not_possible", `The payment ${id} was charged ${CHARGES_MAX} times. Open another one.`);
    }
    if (before.status === "completed" || before.status === "refunded") {
      throw new BookingError("not_possible", `The payment ${id} is ${before.status}: it cannot be charged again.`);
    }
    const after = await db.payment.update({
      where: { tenantId_id: { tenantId: by.tenantId, id } },
      data: { status: outcome.kind, chargeIds: { push: chargeId }, attempts: { increment: 1 } },
    });
    const at = booking.clock().toISOString();
    const data = eventData(by, before, after);
    if (outcome.kind === "completed") {
      emit(paymentCompleted({ ...data.known, paidAt: at }, { extra: data.extra }));
      await confirmPaid(booking, transaction, by, after);
    } else {
      const { code: failureCode, message: failureMessage } = outcome;
      emit(paymentFailed({ ...data.known, failedAt: at, failureCode, failureMessage }, { extra: data.extra }));
    }
    return after;
  });
};

const confirmPaid = async (booking: Booking, transaction: Transaction, by: By, { appointmentId }: Payment) => {
  await changeWithin(booking, transaction, by, {
    id: appointmentId,
    decide: ({ status, payByAt }) =>
      status === "pending" && payByAt !== null
        ? { event: "confirmed", set: { status: "confirmed", payByAt: null } }
        : null,
  });
};

const refundInput = z.object({ amount: z.int().min(1).optional(), reason: z.string().max(500).nullish() });

/** Gives all of a payment back, or a part of it: `payment.refunded`. */
export const refundPayment = async (
  booking: Booking,
  by: By,
  { id, ...given }: { id: string } & z.input<typeof refundInput>,
): Promise<Payment> => {
  const { amount, reason } = parseInput(refundInput, given);
  return booking.transaction(async (transaction) => {
    const before = await lockPayment(transaction, by, id);
    const left = before.amount - before.refundedAmount;
    if (before.status !== "completed") {
      throw new BookingError(
        "not_possible",
        `The payment ${id} is ${before.status}: only a completed one is refunded.`,
      );
    }
    const refunded = amount ?? left;
    if (refunded > left) throw new BookingError("invalid", `amount: at most ${left} is left to refund.`);
    const after = await transaction.db.payment.update({
      where: { tenantId_id: { tenantId: by.tenantId, id } },
      data: { refundedAmount: { increment: refunded }, status: refunded === left ? "refunded" : "completed" },
    });
    const data = eventData(by, before, after);
    const facts = { refundedAt: booking.clock().toISOString(), refundAmount: refunded, reason: reason ?? null };
    transaction.emit(paymentRefunded(data.known, { extra: { ...data.extra, ...facts } }));
    return after;
  });
};

const eventData = ({ tenantId, actor, cause }: By, before: Payment, after: Payment) => {
  const state = paymentState(after);
  return {
    known: { ...paymentData(after), tenantId, actor, cause, previous: previousOf(paymentState(before), state) },
    extra: state,
  };
};

const lockPayment = async ({ db }: Transaction, { tenantId }: By, id: string): Promise<Payment> => {
  await db.$queryRaw`SELECT FROM booking.payment WHERE tenant_id = ${tenantId} AND id = ${id} FOR NO KEY UPDATE`;
  const found = await db.payment.findUnique({ where: { tenantId_id: { tenantId, id } } });
  if (!found) throw notFound("payment", id);
  return found;
};

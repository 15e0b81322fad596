import { z } from "zod";
import { amount } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { paymentData, samplePayment } from "#domain/event-types/payment-data.ts";
import { byOwner } from "#domain/event-types/staff-data.ts";
import { instant } from "#domain/instant.schema.ts";

export const paymentRefunded = defineEventType({
  name: "payment.refunded",
  family: "payment",
  title: "Payment refunded",
  description: "You give a customer's money back, all of it or a part.",
  german: {
    title: "Zahlung erstattet",
    description: "Sie geben einem Kunden sein Geld zurück, ganz oder zum Teil.",
    details:
      "Der Betrag ist der der Zahlung. Was bisher zurückgegeben wurde, steht in refundedAmount; ein zweiter Teil einer Erstattung ist also ein eigenes Ereignis.",
    sentWhen: ["Ihr Team erstattet eine Zahlung.", "Eine rechtzeitige Absage gibt eine Anzahlung zurück."],
    notSentWhen: [
      "Ein Termin wird storniert, ohne dass Geld zurückgeht: Das ist appointment.canceled allein.",
      "Eine Zahlung schlägt fehl: Es war kein Geld eingegangen.",
    ],
  },
  details:
    "The amount is that of the payment. What was given back so far stands in refundedAmount, so a second part of a refund is an event of its own.",
  sentWhen: ["Your team refunds a payment.", "A cancellation in time gives a deposit back."],
  notSentWhen: [
    "An appointment is canceled without money going back: that is appointment.canceled alone.",
    "A payment fails: no money had arrived.",
  ],
  data: paymentData.extend({
    refundedAmount: amount,
    refundedAt: instant.nullish(),
    reason: z.string().nullish(),
  }),
  sample: {
    ...samplePayment,
    status: "refunded",
    sequence: 2,
    previous: { status: "completed" },
    actor: byOwner,
    cause: "staff",
    refundedAmount: 4500,
    refundedAt: "2026-03-15T11:02:30+01:00",
    reason: "Appointment canceled in time",
  },
});

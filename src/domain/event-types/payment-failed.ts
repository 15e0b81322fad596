import { z } from "zod";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { paymentData, samplePayment } from "#domain/event-types/payment-data.ts";
import { instant } from "#domain/instant.schema.ts";

export const paymentFailed = defineEventType({
  name: "payment.failed",
  family: "payment",
  title: "Payment failed",
  description: "A customer's payment is declined or does not go through.",
  german: {
    title: "Zahlung fehlgeschlagen",
    description: "Die Zahlung eines Kunden wird abgelehnt oder kommt nicht durch.",
    details:
      "Wird für jeden fehlgeschlagenen Versuch gesendet. Gelingt ein späterer Versuch derselben Zahlung, folgt payment.completed mit derselben paymentId und einer höheren Sequenz.",
    sentWhen: [
      "Eine Bank lehnt eine Karte ab, oder eine Lastschrift kommt zurück.",
      "Ein weiterer Versuch derselben Zahlung schlägt fehl.",
    ],
    notSentWhen: [
      "Ein Kunde verlässt die Zahlungsseite, ohne zu bezahlen.",
      "Die Buchung verfällt, weil keine Zahlung kam: Das ist appointment.canceled mit der Ursache payment_timeout.",
    ],
  },
  details:
    "Sent for each try that fails. When a later try of the same payment succeeds, payment.completed follows with the same paymentId and a higher sequence.",
  sentWhen: ["A bank declines a card, or a direct debit comes back.", "A further try of the same payment fails."],
  notSentWhen: [
    "A customer leaves the payment page without paying.",
    "The booking runs out because no payment came: that is appointment.canceled with the cause payment_timeout.",
  ],
  data: paymentData.extend({
    failedAt: instant.nullish(),
    failureCode: z.string().nullish(),
    failureMessage: z.string().nullish(),
  }),
  sample: {
    ...samplePayment,
    status: "failed",
    sequence: 1,
    actor: { kind: "customer", id: "cus_3F9A1C", name: "Ada Brandt" },
    failedAt: "2026-03-14T10:47:09+01:00",
    failureCode: "card_declined",
    failureMessage: "The bank declined the card.",
  },
});

import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { paymentData, samplePayment } from "#domain/event-types/payment-data.ts";
import { instant } from "#domain/instant.schema.ts";

export const paymentCompleted = defineEventType({
  name: "payment.completed",
  family: "payment",
  title: "Payment completed",
  description: "A customer's payment arrives.",
  german: {
    title: "Zahlung eingegangen",
    description: "Die Zahlung eines Kunden geht ein.",
    details:
      "Das Geld ist da oder vom Zahlungsanbieter zugesagt: eine Anzahlung, der ganze Preis oder ein Trinkgeld, jeweils als eigene Zahlung.",
    sentWhen: [
      "Eine Kartenzahlung gelingt, sofort oder bei einem weiteren Versuch.",
      "Ihr Team trägt Bargeld oder eine Überweisung ein.",
    ],
    notSentWhen: [
      "Eine Karte wird nur reserviert: Die Zahlung ist noch nicht abgeschlossen.",
      "Geld geht zurück: Das ist payment.refunded.",
    ],
  },
  details:
    "The money is there or promised by the provider: a deposit, the whole price, or a tip, each as a payment of its own.",
  sentWhen: ["A card payment succeeds, at once or after a further try.", "Your team records cash or a transfer."],
  notSentWhen: [
    "A card is only reserved: the payment is not complete yet.",
    "Money goes back: that is payment.refunded.",
  ],
  data: paymentData.extend({ paidAt: instant.nullish() }),
  sample: {
    ...samplePayment,
    status: "completed",
    sequence: 1,
    actor: { kind: "customer", id: "cus_3F9A1C", name: "Ada Brandt" },
    paidAt: "2026-03-14T10:47:09+01:00",
  },
});

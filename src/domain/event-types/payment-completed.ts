import { paymentData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

export const paymentCompleted = defineEventType({
  name: "payment.completed",
  family: "payment",
  description: "A customer's payment arrives.",
  data: paymentData.extend({ paidAt: instant.nullish() }),
  sample: {
    paymentId: "pay_5T8W0Z",
    appointmentId: "apt_7Q4K2M",
    customerId: "cus_3F9A1C",
    amount: 4500,
    currency: "EUR",
    method: "card",
    paidAt: "2026-03-14T10:47:09+01:00",
  },
});

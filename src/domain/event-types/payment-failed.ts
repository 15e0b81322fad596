import { z } from "zod";
import { paymentData } from "#domain/event-types/data-fields.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

export const paymentFailed = defineEventType({
  name: "payment.failed",
  family: "payment",
  description: "A customer's payment is declined or does not go through.",
  data: paymentData.extend({
    failedAt: instant.nullish(),
    failureCode: z.string().nullish(),
    failureMessage: z.string().nullish(),
  }),
  sample: {
    paymentId: "pay_5T8W0Z",
    appointmentId: "apt_7Q4K2M",
    customerId: "cus_3F9A1C",
    amount: 4500,
    currency: "EUR",
    method: "card",
    failedAt: "2026-03-14T10:47:09+01:00",
    failureCode: "card_declined",
    failureMessage: "The bank declined the card.",
  },
});

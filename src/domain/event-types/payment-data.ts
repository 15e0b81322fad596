import { z } from "zod";
import { amount, currency, lifecycleOf, resourceId, text } from "#domain/event-types/data-fields.ts";
import { explainField } from "#domain/event-types/explain-field.ts";

const fields = {
  appointmentId: resourceId.nullish(),
  orderId: resourceId.nullish(),
  customerId: resourceId.nullish(),
  amount,
  currency,
  method: explainField(text, "Such as card, cash or transfer", "Etwa card, cash oder transfer"),
  status: explainField(text, "Such as completed, failed or refunded", "Etwa completed, failed oder refunded"),
};

/** The whole payment as it is after the change. */
export const paymentData = z.looseObject({ paymentId: resourceId, ...fields, ...lifecycleOf(fields) });

export const samplePayment = {
  paymentId: "pay_5T8W0Z",
  appointmentId: "apt_7Q4K2M",
  customerId: "cus_3F9A1C",
  amount: 4500,
  currency: "EUR",
  method: "card",
} satisfies z.input<typeof paymentData>;

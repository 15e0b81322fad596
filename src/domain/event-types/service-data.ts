import { z } from "zod";
import { amount, currency, lifecycleOf, resourceId, text } from "#domain/event-types/data-fields.ts";
import { explainField } from "#domain/event-types/explain-field.ts";

const fields = {
  name: text,
  description: text,
  category: text,
  durationMinutes: z.number().min(0).nullish(),
  price: amount,
  currency,
  active: explainField(z.boolean().nullish(), "Whether customers can book it", "Ob Kunden sie buchen können"),
};

/** The whole service as it is after the change. */
export const serviceData = z.looseObject({ serviceId: resourceId, ...fields, ...lifecycleOf(fields) });

export const sampleService = {
  serviceId: "svc_haircut",
  name: "Haircut",
  description: "Wash, cut and blow-dry",
  durationMinutes: 45,
  price: 4500,
  currency: "EUR",
  active: true,
} satisfies z.input<typeof serviceData>;

import { z } from "zod";
import { lifecycleOf, locale, resourceId, text, timezone } from "#domain/event-types/data-fields.ts";

const fields = {
  name: text,
  email: text,
  phone: text,
  locale,
  timezone,
  notes: text,
};

/** The whole customer as they are after the change. */
export const customerData = z.looseObject({ customerId: resourceId, ...fields, ...lifecycleOf(fields) });

export const sampleCustomer = {
  customerId: "cus_3F9A1C",
  name: "Ada Brandt",
  email: "ada.brandt@example.com",
  phone: "+49 30 5550123",
  locale: "de-DE",
  timezone: "Europe/Berlin",
  notes: null,
} satisfies z.input<typeof customerData>;

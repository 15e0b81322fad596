import { z } from "zod";
import { instant } from "#domain/instant.schema.ts";

/** Id of the booking platform, compared exactly. PostgreSQL text holds neither NUL nor a lone surrogate. */
export const resourceId = z
  .string("use a string")
  .min(1, "must not be empty")
  .max(200, "use at most 200 characters")
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters or halves of surrogate pairs");

const text = z.string().nullish();
const amount = z.number().min(0).nullish().describe("In the smallest unit of the currency, such as cents");
const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, "use a three-letter ISO 4217 code, like EUR")
  .nullish();

const customer = z.looseObject({ name: text, email: text, phone: text }).nullish();

export const appointmentData = z.looseObject({
  appointmentId: resourceId,
  serviceId: resourceId.nullish(),
  customerId: resourceId.nullish(),
  staffId: resourceId.nullish(),
  locationId: resourceId.nullish(),
  startTime: instant.nullish(),
  endTime: instant.nullish(),
  timezone: text.describe("An IANA time zone such as Europe/Berlin"),
  status: text,
  price: amount,
  currency,
  customer,
  notes: text,
});

export const paymentData = z.looseObject({
  paymentId: resourceId,
  appointmentId: resourceId.nullish(),
  customerId: resourceId.nullish(),
  amount,
  currency,
  method: text.describe("Such as card, cash or transfer"),
});

export const serviceData = z.looseObject({
  serviceId: resourceId,
  name: text,
  description: text,
  durationMinutes: z.number().min(0).nullish(),
  price: amount,
  currency,
  active: z.boolean().nullish(),
});

export const lastError = z
  .object({ code: z.string().describe("Such as timeout or http_status"), message: z.string() })
  .nullable();

export const lastEventType = z.string().nullable().describe("The event type of the delivery that failed last");

export const operationalData = z.looseObject({
  webhookId: resourceId,
  url: z.string().describe("Scheme, host and the beginning of the path: the whole URL may be a password"),
  description: z.string(),
  message: z.string().describe("What happened and what happens next, in plain words"),
  link: z.string().describe("Where the dashboard shows it"),
});

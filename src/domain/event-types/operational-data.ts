import { z } from "zod";
import { resourceId } from "#domain/event-types/data-fields.ts";

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

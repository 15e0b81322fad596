import { z } from "zod";
import { webhookView } from "#domain/subscriptions/webhook.schema.ts";

/** Last failed attempt to the current URL. Ids are null once retention has removed the attempt. */
export const lastFailure = z.object({
  attemptId: z.string().nullable(),
  deliveryId: z.string().nullable(),
  at: z.iso.datetime(),
  httpStatus: z.number().int().nullable(),
  errorCode: z.string().nullable(),
  message: z.string(),
});

/** Facts that the dashboard shows and the API does not promise. */
export const dashboardWebhook = webhookView.extend({
  lastFailure: lastFailure.nullable(),
  /** Hint of the old secret while a rotation overlaps. */
  previousSecretHint: z.string().nullable(),
});

export type LastFailure = z.output<typeof lastFailure>;
export type DashboardWebhook = z.output<typeof dashboardWebhook>;

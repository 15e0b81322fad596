import { z } from "zod";
import { webhookHealth } from "#domain/subscriptions/webhook.schema.ts";

/** Half-open `[from, to)`, in order and without gaps, up to now. */
export const healthHistoryView = z.object({
  spans: z.array(z.object({ health: webhookHealth, from: z.iso.datetime(), to: z.iso.datetime() })),
});

export type HealthHistoryView = z.output<typeof healthHistoryView>;
export type HealthSpan = HealthHistoryView["spans"][number];

import { z } from "zod";
import { disabledReason, webhookHealth } from "#domain/subscriptions/webhook.schema.ts";
import { WAITING_COUNT_MAX } from "#domain/subscriptions/webhook-health.values.ts";

export const webhookHealthView = z.object({
  health: webhookHealth,
  disabledReason: disabledReason.nullable(),
  consecutiveFailures: z.number().int(),
  failingSince: z.iso.datetime().nullable(),
  /** Instant at the earliest; null when healthy or off. */
  disablesAt: z.iso.datetime().nullable(),
  percent: z.number().int(),
  /** Null when not paused or no delivery waits. */
  nextProbeAt: z.iso.datetime().nullable(),
  waiting: z.number().int().max(WAITING_COUNT_MAX),
  lastError: z.object({ code: z.string(), message: z.string(), at: z.iso.datetime() }).nullable(),
});

export type WebhookHealthView = z.output<typeof webhookHealthView>;

import { z } from "zod";
import { disabledReason, webhookHealth } from "#domain/subscriptions/webhook.schema.ts";

/** Limit of the count `waiting`. */
export const WAITING_COUNT_MAX = 10_000;

export const webhookHealthView = z.object({
  health: webhookHealth,
  disabledReason: disabledReason.nullable(),
  consecutiveFailures: z.number().int(),
  failingSince: z.iso.datetime().nullable(),
  /** Earliest instant of being disabled if no request succeeds before; null for a healthy webhook and for one that is off. */
  disablesAt: z.iso.datetime().nullable(),
  percent: z.number().int(),
  /** Next probe of a paused webhook; null for others, and when no delivery waits that could be the probe. */
  nextProbeAt: z.iso.datetime().nullable(),
  waiting: z.number().int().max(WAITING_COUNT_MAX),
  lastError: z.object({ code: z.string(), message: z.string(), at: z.iso.datetime() }).nullable(),
});

export type WebhookHealthView = z.output<typeof webhookHealthView>;

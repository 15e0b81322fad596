import { z } from "zod";
import { disabledReason, webhookHealth } from "#domain/subscriptions/webhook.schema.ts";

/** `waiting` counts no further than this. */
export const WAITING_COUNT_MAX = 10_000;

/** How a webhook is doing, and what becomes of it if nothing changes. Instants are ISO 8601 in UTC. */
export const webhookHealthView = z.object({
  health: webhookHealth,
  disabledReason: disabledReason.nullable(),
  consecutiveFailures: z.number().int(),
  failingSince: z.iso.datetime().nullable(),
  /** When it is disabled at the earliest, if nothing arrives until then; null when it is well, or off. */
  disablesAt: z.iso.datetime().nullable(),
  /** How far it is on its way to being disabled, 0–100. */
  percent: z.number().int(),
  /** When a paused webhook is tried next; null when it is not paused, or nothing waits to try it with. */
  nextProbeAt: z.iso.datetime().nullable(),
  waiting: z.number().int().max(WAITING_COUNT_MAX),
  /** What went wrong last; null when it is well. */
  lastError: z.object({ code: z.string(), message: z.string(), at: z.iso.datetime() }).nullable(),
});

export type WebhookHealthView = z.output<typeof webhookHealthView>;

import { z } from "zod";

export const resendRefusal = z.enum([
  "test",
  "webhook_deleted",
  "webhook_off",
  "erased",
  "past_retention",
  "unreadable",
  "too_many_resends",
  "running",
]);

/** What happens next with a delivery, if no attempt succeeds before. */
export const deliveryPlanView = z.object({
  /** Attempts by schedule, the first included; 1 for a test. */
  attemptsMax: z.number().int(),
  /** Failures that count, without interruptions. */
  failures: z.number().int(),
  /** Waits between all attempts, together. */
  windowMs: z.number(),
  isRunning: z.boolean(),
  /** Reason for no planned attempt, although the delivery is not final. */
  hold: z.enum(["paused_by_operator", "paused", "order"]).nullable(),
  /** Instants of the next attempt and of those after it. All but the first are estimates. */
  upcoming: z.array(z.iso.datetime()),
  /** Null: a resend is possible now. */
  resendRefusal: resendRefusal.nullable(),
});

export type ResendRefusal = z.output<typeof resendRefusal>;
export type DeliveryPlanView = z.output<typeof deliveryPlanView>;

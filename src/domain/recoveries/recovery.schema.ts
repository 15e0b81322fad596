import { z } from "zod";
import { optionalWith } from "#domain/bounded.schema.ts";
import { instant } from "#domain/instant.schema.ts";

export const recoverableStatus = z.enum(["failed", "canceled"]);

/** Range `[since, until)` by creation of deliveries. `includeMissing` adds events without a delivery. */
export const recoverInput = z.strictObject({
  since: instant.describe("Start of the range, by creation of the deliveries"),
  until: instant.nullish().describe("End of the range, not included. Default: now"),
  status: optionalWith(z.array(recoverableStatus).max(2).describe("Deliveries to resend"), [
    ...recoverableStatus.options,
  ]),
  includeMissing: optionalWith(z.boolean().describe("Also sends events that the webhook never got"), false),
});

export const recoverCount = z.object({ count: z.number().int() });

export const startedRecovery = z.object({ id: z.string(), count: z.number().int() });

/** `sent`: deliveries made due; outcomes are in the delivery log. */
export const recoveryView = z.object({
  id: z.string(),
  webhookId: z.string(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  status: z.array(recoverableStatus),
  includeMissing: z.boolean(),
  state: z.enum(["running", "done", "canceled"]),
  count: z.number().int(),
  sent: z.number().int(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});

/** `since`: creation of the oldest canceled delivery. `isMore`: more than `count`. */
export const missedView = z.object({
  count: z.number().int(),
  since: z.iso.datetime().nullable(),
  switchedOffAt: z.iso.datetime().nullable(),
  isMore: z.boolean(),
});

export type RecoverInput = z.output<typeof recoverInput>;
export type RecoveryView = z.output<typeof recoveryView>;
export type MissedView = z.output<typeof missedView>;

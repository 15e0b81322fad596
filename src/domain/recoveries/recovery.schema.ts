import { z } from "zod";
import { optionalWith } from "#domain/bounded.schema.ts";
import { instant } from "#domain/instant.schema.ts";

export const recoverableStatus = z.enum(["failed", "canceled"]);

/** Deliveries made in `[since, until)` are sent again; `includeMissing` adds events without a delivery to the webhook. */
export const recoverInput = z.strictObject({
  since: instant,
  until: instant.nullish(),
  status: optionalWith(z.array(recoverableStatus).max(2), [...recoverableStatus.options]),
  includeMissing: optionalWith(z.boolean(), false),
});

export const recoverCount = z.object({ count: z.number().int() });

/** `count`: deliveries to send when the recovery began. */
export const startedRecovery = z.object({ id: z.string(), count: z.number().int() });

/** `sent`: deliveries that were handed over. The delivery log has their outcomes. */
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

/** `since`: age of the oldest delivery that waited at `switchedOffAt`; both null = never off. `isMore`: more than `count`. */
export const missedView = z.object({
  count: z.number().int(),
  since: z.iso.datetime().nullable(),
  switchedOffAt: z.iso.datetime().nullable(),
  isMore: z.boolean(),
});

export type RecoverInput = z.output<typeof recoverInput>;
export type RecoveryView = z.output<typeof recoveryView>;
export type MissedView = z.output<typeof missedView>;

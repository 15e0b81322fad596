import { z } from "zod";
import { optionalWith } from "#domain/bounded.schema.ts";
import { instant } from "#domain/instant.schema.ts";

export const recoverableStatus = z.enum(["failed", "canceled"]);

/**
 * What to send again: deliveries made in `[since, until)`, until now if left out. `includeMissing` adds the events of that
 * time that have no delivery to the webhook.
 */
export const recoverInput = z.strictObject({
  since: instant,
  until: instant.nullish(),
  status: optionalWith(z.array(recoverableStatus).max(2), [...recoverableStatus.options]),
  includeMissing: optionalWith(z.boolean(), false),
});

export const recoverCount = z.object({ count: z.number().int() });

/** `count`: how many there were to send when it began. */
export const startedRecovery = z.object({ id: z.string(), count: z.number().int() });

/** `sent`: how many have been handed over so far; what came of each is in the delivery log. */
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

/**
 * What a webhook missed because it was off the last time: from `since`, which is the age of the oldest thing that waited then,
 * and so before `switchedOffAt`. Both null = it was never off. `isMore`: more than `count`.
 */
export const missedView = z.object({
  count: z.number().int(),
  since: z.iso.datetime().nullable(),
  switchedOffAt: z.iso.datetime().nullable(),
  isMore: z.boolean(),
});

export type RecoverInput = z.output<typeof recoverInput>;
export type RecoveryView = z.output<typeof recoveryView>;
export type MissedView = z.output<typeof missedView>;

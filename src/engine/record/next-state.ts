import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { Classified } from "#engine/attempt/classify-outcome.ts";
import { retryDelayMs } from "#engine/retry/retry-schedule.ts";

type Status = DeliveryView["status"];
export type Trigger = "automatic" | "manual" | "test";

export type StateBefore = { status: Status; failures: number; trigger: Trigger; createdAt: Date };
/** `dueInMs` counts from database time; null = final. */
export type StateAfter = { status: Status; reason: string | null; failures: number; dueInMs: number | null };

const isFinal = (status: Status) => status === "delivered" || status === "failed" || status === "canceled";

/**
 * Ends a delivery after `retryCount` + 1 failures, not by time. A resend counts as the waiting retry that it replaces. A resend after
 * a final state starts no retries, and `delivered` stays `delivered`. Tests are never retried.
 */
export const nextState = (
  before: StateBefore,
  classified: Classified,
  { now, random, retryCount, retryWindowMs }: { now: Date; random: number; retryCount: number; retryWindowMs: number },
): StateAfter => {
  if (classified.kind === "delivered")
    return { status: "delivered", reason: null, failures: before.failures, dueInMs: null };
  if (before.status === "delivered")
    return { status: "delivered", reason: null, failures: before.failures, dueInMs: null };
  const failures = before.failures + 1;
  if (classified.ends) return { status: "failed", reason: classified.ends, failures, dueInMs: null };
  if (before.trigger === "test") return { status: "failed", reason: classified.error.code, failures, dueInMs: null };
  const delay = isFinal(before.status) ? null : retryDelayMs(failures, { retryCount, retryWindowMs, random });
  if (delay === null) return { status: "failed", reason: classified.error.code, failures, dueInMs: null };
  const windowLeftMs = Math.max(0, before.createdAt.getTime() + retryWindowMs - now.getTime());
  const asked = Math.min(classified.retryAfterMs ?? 0, windowLeftMs);
  return { status: "retrying", reason: classified.error.code, failures, dueInMs: Math.max(delay, asked) };
};

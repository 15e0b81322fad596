import { MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.values.ts";
import type { ResendRefusal } from "#domain/deliveries/delivery-plan.schema.ts";

/** Columns that decide whether a delivery can be resent. */
export const resendColumns = {
  test: true,
  subscription: { select: { active: true, deletedAt: true } },
  source: { select: { erasedAt: true, payloads: { select: { eventId: true } } } },
} as const;

type ResendRow = {
  test: boolean;
  subscription: { active: boolean; deletedAt: Date | null };
  source: { erasedAt: Date | null; payloads: readonly object[] };
};

/**
 * Returns why a delivery cannot be resent, null if it can. A running attempt is not checked: only the statement that
 * resends sees it.
 *
 * @param manual manual attempts so far
 */
export const resendRefusal = (
  { test, subscription, source }: ResendRow,
  manual: number,
): Exclude<ResendRefusal, "running"> | null => {
  if (test) return "test";
  if (subscription.deletedAt) return "webhook_deleted";
  if (!subscription.active) return "webhook_off";
  if (source.erasedAt) return "erased";
  if (source.payloads.length === 0) return "past_retention";
  return manual >= MANUAL_ATTEMPTS_MAX ? "too_many_resends" : null;
};

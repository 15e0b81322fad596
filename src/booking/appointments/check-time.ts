import { BookingError } from "#booking/booking-error.ts";
import type { By } from "#booking/by.ts";
import { toWall } from "#booking/wall-clock.ts";
import type { Salon } from "#generated/booking/client.ts";

const DAYS_AHEAD_MAX = 365;

/**
 * Refuses times that have begun, or are more than a year ahead. Customers also need a time within the opening hours; staff may
 * book outside of them.
 */
export const checkTime = (
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
  { salon, by, now }: { salon: Salon; by: By; now: Date },
): void => {
  if (startsAt <= now) throw new BookingError("invalid", "startsAt: this time has begun. Choose a later time.");
  if (startsAt.getTime() > now.getTime() + DAYS_AHEAD_MAX * 86_400_000) {
    throw new BookingError("invalid", `startsAt: book at most ${DAYS_AHEAD_MAX} days ahead.`);
  }
  if (by.actor.kind !== "customer") return;
  const [start, end] = [startsAt, endsAt].map((at) => toWall(at, salon.timezone)) as [string, string];
  const isOpen =
    start.slice(0, 10) === end.slice(0, 10) && start.slice(11) >= salon.opensAt && end.slice(11) <= salon.closesAt;
  if (isOpen) return;
  throw new BookingError(
    "invalid",
    `startsAt: the salon is open from ${salon.opensAt} to ${salon.closesAt}. Choose a time within.`,
  );
};

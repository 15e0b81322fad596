import { listFreeTimes } from "#booking/appointments/list-free-times.ts";
import { listBookable } from "#booking/salon/list-bookable.ts";
import { addDays, isDay, toWall } from "#booking/wall-clock.ts";
import type { DemoBooking } from "#server/demo/demo-booking.ts";

export type BookQuery = { service?: unknown; staff?: unknown; day?: unknown };

const DAYS_SHOWN = 14;

/** Calendar days from today on, in the salon's zone. */
export const daysFrom = (now: Date, timezone: string): string[] => {
  const today = toWall(now, timezone).slice(0, 10);
  return Array.from({ length: DAYS_SHOWN }, (_, index) => addDays(`${today}T00:00`, index).slice(0, 10));
};

/**
 * Reads what the booking page shows. A missing or wrong day becomes the first one with a free time. `askedDay` is null then: another
 * service may have its first free time on another day.
 */
export const readBookPage = async ({ booking, salon: { tenantId } }: DemoBooking, query: BookQuery) => {
  const { salon, services, staff } = await listBookable(booking, tenantId);
  const service = services.find(({ id }) => id === query.service) ?? services[0];
  const person = staff.find(({ id }) => id === query.staff) ?? null;
  const days = daysFrom(booking.clock(), salon.timezone);
  const timesOn = (day: string) =>
    service
      ? listFreeTimes(booking, {
          tenantId,
          durationMinutes: service.durationMinutes,
          staffIds: person ? [person.id] : staff.map(({ id }) => id),
          day,
        })
      : [];
  const asked = typeof query.day === "string" && isDay(query.day) && days.includes(query.day) ? query.day : null;
  const found = { salon, services, staff, service, person, days, askedDay: asked };
  if (asked) return { ...found, day: asked, times: await timesOn(asked) };
  for (const day of days) {
    const times = await timesOn(day);
    if (times.length > 0) return { ...found, day, times };
  }
  return { ...found, day: days[0] ?? "", times: [] };
};

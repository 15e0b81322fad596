import { TAKES_TIME } from "#booking/appointments/appointment.ts";
import type { Booking } from "#booking/create-booking.ts";
import { readSalon } from "#booking/salon/read-bookable.ts";
import { addDays, toInstant } from "#booking/wall-clock.ts";

export type FreeTime = { startsAt: string; staffId: string };

type FreeTimes = {
  tenantId: string;
  durationMinutes: number;
  /** In the order of preference: the first free one gets a time. */
  staffIds: readonly string[];
  /** Calendar day of the salon, such as 2026-12-05. */
  day: string;
  /** The appointment that moves does not block its own time. */
  movingId?: string;
};

const STEP_MINUTES = 30;

/** Lists the times of a day on which a staff member is free, in the opening hours and in the future. */
export const listFreeTimes = async (
  { db, clock }: Pick<Booking, "db" | "clock">,
  { tenantId, durationMinutes, staffIds, day, movingId }: FreeTimes,
): Promise<FreeTime[]> => {
  const salon = await readSalon(db, tenantId);
  const [dayStartsAt, dayEndsAt] = [day, addDays(`${day}T00:00`, 1).slice(0, 10)].map((date) =>
    toInstant(`${date}T00:00`, salon.timezone),
  ) as [Date, Date];
  const taken = await db.appointment.findMany({
    where: {
      tenantId,
      staffId: { in: [...staffIds] },
      status: { in: [...TAKES_TIME] },
      startsAt: { lt: dayEndsAt },
      endsAt: { gt: dayStartsAt },
      ...(movingId && { id: { not: movingId } }),
    },
    select: { staffId: true, startsAt: true, endsAt: true },
  });
  const times: FreeTime[] = [];
  const lastMinute = minuteOf(salon.closesAt) - durationMinutes;
  for (let minute = minuteOf(salon.opensAt); minute <= lastMinute; minute += STEP_MINUTES) {
    const startsAt = `${day}T${timeOf(minute)}`;
    const start = toInstant(startsAt, salon.timezone);
    const end = new Date(start.getTime() + durationMinutes * 60_000);
    if (start <= clock()) continue;
    const staffId = staffIds.find(
      (id) => !taken.some((other) => other.staffId === id && other.startsAt < end && other.endsAt > start),
    );
    if (staffId) times.push({ startsAt, staffId });
  }
  return times;
};

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const timeOf = (minute: number) =>
  [minute / 60, minute % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");

import { CLOSES_AT, OPENS_AT, STAFF, STEP_MINUTES } from "#features/playground/week/salon.ts";
import { findObstacle, type Place, type Week } from "#features/playground/week/week.ts";

/** Times of a day at which a staff member has `minutes` free. `except` is the appointment that moves. */
export const freeTimes = (week: Week, place: Omit<Place, "start">, minutes: number, except?: string): number[] =>
  Array.from({ length: (CLOSES_AT - OPENS_AT) / STEP_MINUTES }, (_, index) => OPENS_AT + index * STEP_MINUTES).filter(
    (start) => findObstacle(week, { ...place, start }, minutes, except) === null,
  );

/** Earliest place of a day with `minutes` free; the opening time when there is none. */
export const firstFreePlace = (week: Week, day: number, minutes: number): Place =>
  STAFF.flatMap(({ staffId }) =>
    freeTimes(week, { day, staffId }, minutes).map((start) => ({ day, start, staffId })),
  ).sort((a, b) => a.start - b.start)[0] ?? { day, start: OPENS_AT, staffId: STAFF[0]?.staffId ?? "" };

import { stopsOf } from "#features/playground/week/day-stops.ts";
import { CLOSES_AT, DAYS, OPENS_AT, STAFF, STEP_MINUTES } from "#features/playground/week/salon.ts";
import type { Place, Week } from "#features/playground/week/week.ts";

/** Place of the cursor. `minute` may lie inside of a stop, so that a step to the side keeps the time. */
export type Cursor = { day: number; staffId: string; minute: number };

/** Finds where a key moves the cursor of the schedule; null for other keys. */
export const gridTarget = (week: Week, at: Cursor, key: string): Cursor | null => {
  const stops = stopsOf(week, at.day, at.staffId);
  const index = stops.findIndex(({ end }) => at.minute < end);
  const toStop = (to: number): Cursor => ({
    ...at,
    minute: stops[Math.max(0, Math.min(to, stops.length - 1))]?.start ?? at.minute,
  });
  switch (key) {
    case "ArrowUp":
      return toStop(index - 1);
    case "ArrowDown":
      return toStop(index + 1);
    case "Home":
      return toStop(0);
    case "End":
      return toStop(stops.length - 1);
    case "ArrowLeft":
      return { ...at, staffId: neighbour(at.staffId, -1) };
    case "ArrowRight":
      return { ...at, staffId: neighbour(at.staffId, 1) };
    case "PageUp":
      return { ...at, day: clamp(at.day - 1, 0, DAYS - 1) };
    case "PageDown":
      return { ...at, day: clamp(at.day + 1, 0, DAYS - 1) };
    default:
      return null;
  }
};

/** Finds where a key moves an appointment of `minutes`; null for other keys. The place may be taken. */
export const moveTarget = (at: Place, minutes: number, key: string): Place | null => {
  switch (key) {
    case "ArrowUp":
      return { ...at, start: clamp(at.start - STEP_MINUTES, OPENS_AT, CLOSES_AT - minutes) };
    case "ArrowDown":
      return { ...at, start: clamp(at.start + STEP_MINUTES, OPENS_AT, CLOSES_AT - minutes) };
    case "ArrowLeft":
      return { ...at, staffId: neighbour(at.staffId, -1) };
    case "ArrowRight":
      return { ...at, staffId: neighbour(at.staffId, 1) };
    case "PageUp":
      return { ...at, day: clamp(at.day - 1, 0, DAYS - 1) };
    case "PageDown":
      return { ...at, day: clamp(at.day + 1, 0, DAYS - 1) };
    default:
      return null;
  }
};

export const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max));

const neighbour = (staffId: string, step: number): string => {
  const index = STAFF.findIndex((one) => one.staffId === staffId);
  return STAFF[clamp(index + step, 0, STAFF.length - 1)]?.staffId ?? staffId;
};

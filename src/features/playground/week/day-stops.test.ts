import { expect, it } from "vitest";
import { stopAt, stopsOf } from "#features/playground/week/day-stops.ts";
import { firstWeek } from "#features/playground/week/first-week.ts";
import { CLOSES_AT, DAYS, OPENS_AT, STAFF } from "#features/playground/week/salon.ts";

let count = 0;
const week = firstWeek(new Date("2026-11-25T09:00:00Z"), "Europe/Berlin", (prefix) => `${prefix}_${++count}`);

it("splits a day into appointments, and free time at whole and half hours", () => {
  const stops = stopsOf(week, 0, "stf_maria").map(({ start, end, appointment }) => [
    start,
    end,
    appointment?.customerId ?? null,
  ]);
  expect(stops.slice(0, 4)).toEqual([
    [540, 570, null],
    [570, 615, "cus_ada"],
    [615, 630, null],
    [630, 660, null],
  ]);
  expect(stops.filter(([, , customer]) => customer)).toHaveLength(2);
});

it("leaves no gap on any day, so each minute has its stop", () => {
  for (let day = 0; day < DAYS; day++)
    for (const { staffId } of STAFF) {
      const stops = stopsOf(week, day, staffId);
      expect([stops[0]?.start, stops.at(-1)?.end]).toEqual([OPENS_AT, CLOSES_AT]);
      for (const [index, stop] of stops.entries()) expect(stops[index + 1]?.start ?? CLOSES_AT).toBe(stop.end);
      for (const minute of [OPENS_AT, 765, CLOSES_AT - 1]) expect(stopAt(stops, minute)).toBeDefined();
      expect(stopAt(stops, CLOSES_AT)).toBeUndefined();
    }
});

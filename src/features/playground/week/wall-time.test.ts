import { expect, it } from "vitest";
import { addDays, clockText, dateIn, mondayOf, wallTime } from "#features/playground/week/wall-time.ts";

it.each([
  ["2026-11-24", 600, "Europe/Berlin", "2026-11-24T10:00:00+01:00"],
  ["2026-07-24", 600, "Europe/Berlin", "2026-07-24T10:00:00+02:00"],
  ["2026-11-24", 545, "America/St_Johns", "2026-11-24T09:05:00-03:30"],
  ["2026-11-24", 545, "Asia/Kathmandu", "2026-11-24T09:05:00+05:45"],
  ["2026-11-24", 545, "UTC", "2026-11-24T09:05:00+00:00"],
  ["2026-03-29", 540, "Europe/Berlin", "2026-03-29T09:00:00+02:00"],
  ["2026-10-25", 540, "Europe/Berlin", "2026-10-25T09:00:00+01:00"],
  ["2026-10-24", 1_080, "Europe/Berlin", "2026-10-24T18:00:00+02:00"],
])("%s at minute %i in %s is %s", (date, minutes, zone, text) => {
  expect(wallTime(date, minutes, zone)).toBe(text);
});

it.each([
  ["2026-11-23T00:30:00Z", "Europe/Berlin", "2026-11-23"],
  ["2026-11-28T12:00:00Z", "Europe/Berlin", "2026-11-23"],
  ["2026-11-29T12:00:00Z", "Europe/Berlin", "2026-11-30"],
  ["2026-11-29T02:00:00Z", "America/Los_Angeles", "2026-11-23"],
])("the salon's week at %s in %s begins on %s", (now, zone, monday) => {
  expect(mondayOf(new Date(now), zone)).toBe(monday);
});

it("counts days over the ends of months", () => {
  expect(addDays("2026-11-30", 5)).toBe("2026-12-05");
  expect(dateIn(new Date("2026-11-30T23:30:00Z"), "Europe/Berlin")).toBe("2026-12-01");
  expect(clockText(605)).toBe("10:05");
});

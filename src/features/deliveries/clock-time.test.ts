import { expect, it } from "vitest";
import { clockTime } from "#features/deliveries/clock-time.ts";

const at = Date.parse("2026-03-14T23:30:05Z");

it.each([
  ["UTC", "2026-03-14T23:59:00Z", "en", "23:30:05"],
  ["UTC", "2026-03-15T00:01:00Z", "en", "Mar 14 23:30:05"],
  ["Europe/Berlin", "2026-03-15T00:01:00Z", "en", "00:30:05"],
  ["Europe/Berlin", "2026-03-16T12:00:00Z", "de", "15. März 00:30:05"],
])("shows the day only when it is another one: %s at %s (%s)", (timeZone, now, locale, text) => {
  expect(clockTime(at, Date.parse(now), { timeZone, locale })).toBe(text);
});

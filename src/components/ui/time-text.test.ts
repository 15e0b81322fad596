import { describe, expect, it } from "vitest";
import { dayTime, exactTime, exactTimeShort, relativeTime } from "#components/ui/time-text.ts";

const NOW = Date.parse("2026-03-14T10:00:00Z");
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe("relativeTime", () => {
  it.each([
    [0, "now"],
    [-30 * SECOND, "30 seconds ago"],
    [-59.7 * SECOND, "1 minute ago"],
    [-5 * 60 * SECOND, "5 minutes ago"],
    [9 * 60 * SECOND, "in 9 minutes"],
    [-3 * HOUR, "3 hours ago"],
    [-24 * HOUR, "yesterday"],
    [-60 * 24 * HOUR, "2 months ago"],
  ])("says %d ms as %s", (offset, words) => {
    expect(relativeTime(NOW + offset, NOW)).toBe(words);
  });
});

describe("exactTime", () => {
  it("names the zone", () => {
    expect(exactTime(NOW, "UTC")).toBe("Sat, Mar 14, 2026, 10:00:00 UTC");
    expect(exactTimeShort(NOW, "UTC")).toBe("Mar 14, 10:00:00 UTC");
  });
});

describe("dayTime", () => {
  it("is short enough for a sentence", () => {
    expect(dayTime(NOW, "UTC")).toBe("Sat, Mar 14, 10:00");
  });
});

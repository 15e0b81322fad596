import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, isDay, isTimezone, isWallTime, toInstant, toRfc3339, toWall } from "#booking/wall-clock.ts";

const BERLIN = "Europe/Berlin";

describe("a wall-clock time", () => {
  it.each([
    ["2026-03-28T10:00", "2026-03-28T10:00:00+01:00"],
    ["2026-03-29T10:00", "2026-03-29T10:00:00+02:00"],
    ["2026-10-25T10:00", "2026-10-25T10:00:00+01:00"],
  ])("%s in Berlin is %s", (wall, text) => expect(toRfc3339(toInstant(wall, BERLIN), BERLIN)).toBe(text));

  it("that the clock skips moves on by the skipped hour", () => {
    expect(toRfc3339(toInstant("2026-03-29T02:30", BERLIN), BERLIN)).toBe("2026-03-29T03:30:00+02:00");
  });

  it("that happens twice means the first one", () => {
    expect(toRfc3339(toInstant("2026-10-25T02:30", BERLIN), BERLIN)).toBe("2026-10-25T02:30:00+02:00");
  });

  it("keeps its hour when days are added across a change of the clock", () => {
    const week = addDays("2026-03-25T10:00", 7);
    expect(week).toBe("2026-04-01T10:00");
    const elapsedMs = toInstant(week, BERLIN).getTime() - toInstant("2026-03-25T10:00", BERLIN).getTime();
    expect(elapsedMs).toBe((7 * 24 - 1) * 3_600_000);
  });

  it("survives the way to an instant and back in every zone, unless it was skipped", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const minute = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minute, (zone, minutes) => {
        const instant = new Date(minutes * 60_000);
        const wall = toWall(instant, zone);
        expect(toWall(toInstant(wall, zone), zone)).toBe(wall);
        expect(toInstant(wall, zone).getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(new Date(toRfc3339(instant, zone))).toEqual(instant);
      }),
      { numRuns: 2_000 },
    );
  });
});

it.each(["2026-02-30T10:00", "2026-03-01T24:00", "2026-3-1T10:00", "2026-03-01T10:00Z", "x", ""])(
  "%j is no wall-clock time",
  (text) => expect(isWallTime(text)).toBe(false),
);

it("a day and a zone are recognized", () => {
  expect([isDay("2026-02-28"), isDay("2026-02-29"), isDay("today")]).toEqual([true, false, false]);
  expect([isTimezone(BERLIN), isTimezone("Mars/Base")]).toEqual([true, false]);
});

import { describe, expect, it } from "vitest";
import { plannedAttempts, retryAfterMs, retryDelayMs } from "#engine/retry/retry-schedule.ts";

const day = 24 * 60 * 60 * 1_000;
const schedule = (random: number) => ({ retryCount: 5, retryWindowMs: day, random });

describe("retry schedule", () => {
  it("waits 1 m 51 s, 9 m 13 s, 46 m, 3 h 50 m and 19 h 12 m, together the whole window", () => {
    const waits = [1, 2, 3, 4, 5].map((failures) => retryDelayMs(failures, schedule(0)) ?? 0);
    expect(waits.map((ms) => Math.round(ms / 1_000))).toEqual([111, 553, 2_766, 13_828, 69_142]);
    expect(Math.abs(waits.reduce((sum, ms) => sum + ms, 0) - day)).toBeLessThan(5);
  });

  it("ends with the sixth failure, and with the first when there are no retries", () => {
    expect(retryDelayMs(6, schedule(0))).toBeNull();
    expect(retryDelayMs(1, { ...schedule(0), retryCount: 0 })).toBeNull();
  });

  it("jitters between 0.9 and 1.0 of the wait, never later", () => {
    const waits = Array.from({ length: 1_000 }, (_, i) => retryDelayMs(1, schedule(i / 1_000)) ?? 0);
    const base = retryDelayMs(1, schedule(0)) ?? 0;
    expect(Math.max(...waits)).toBe(base);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(Math.floor(base * 0.9));
    expect(new Set(waits).size).toBeGreaterThan(500);
  });

  it("uses the whole window for any count", () => {
    for (const retryCount of [1, 2, 3, 8]) {
      const waits = Array.from({ length: retryCount }, (_, i) =>
        retryDelayMs(i + 1, { retryCount, retryWindowMs: 60_000, random: 0 }),
      );
      expect(Math.abs(waits.reduce<number>((sum, ms) => sum + (ms ?? 0), 0) - 60_000)).toBeLessThan(retryCount + 1);
    }
  });
});

describe("Retry-After", () => {
  const now = new Date("2026-11-01T10:00:00Z");
  it.each([
    ["120", 120_000],
    ["120.1", 121_000],
    ["0", 0],
    ["99999999999999999999", Number.MAX_SAFE_INTEGER],
    [" 5 ", 5_000],
    ["Sun, 01 Nov 2026 10:02:00 GMT", 120_000],
    ["Wed, 21 Oct 2015 07:28:00 GMT", 0],
    ["Sunday, 01-Nov-26 10:02:00 GMT", 120_000],
    ["Sun Nov  1 10:02:00 2026", 120_000],
    ["Sun Nov 01 10:02:00 2026", 120_000],
    ["Sun, 01 Nov 2026 10:01:60 GMT", 120_000],
    ["Saturday, 21-Oct-95 07:28:00 GMT", 0],
  ])("understands %s", (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));

  it.each([
    undefined,
    "",
    "-5",
    "300s",
    "soon",
    "2026-11-01",
    "Xxx, 99 Nov 2026 99:00:00 GMT",
    "Tue, 31 Feb 2027 10:00:00 GMT",
    "Sun, 00 Nov 2026 10:00:00 GMT",
    "Sun, 1 Nov 2026 10:02:00 GMT",
    "Sun, 01 nov 2026 10:02:00 GMT",
    "Sun, 01 Nov 2026 10:02:00",
    "Sun, 01 Nov 2026 10:02:00 +0000",
    "Sun, 01-Nov-26 10:02:00 GMT",
    "Sunday, 01-Nov-2026 10:02:00 GMT",
    "Sun Nov 1 10:02:00 2026",
    "Sun Nov  1 10:02:00 2026 GMT",
    "Sun, 01 Nov 2026 24:00:00 GMT",
    "120, 120",
    "1e3",
  ])("ignores %s", (header) => expect(retryAfterMs(header, now)).toBeNull());

  it("takes a year of two digits as at most 50 years ahead", () => {
    const years = (header: string) => (retryAfterMs(header, now) ?? -1) / day / 365.25;
    expect(Math.round(years("Sunday, 01-Nov-76 09:59:59 GMT"))).toBe(50);
    expect(years("Sunday, 01-Nov-76 10:00:01 GMT")).toBe(0);
  });
});

describe("plannedAttempts", () => {
  const now = new Date("2026-11-01T10:00:00.000Z");
  const settings = { retryCount: 5, retryWindowMs: day };
  const planned = (failures: number, isLast = false) =>
    plannedAttempts({ failures, nextAt: now, isLast }, settings).map((at) => at.getTime() - now.getTime());

  it("gives the next attempt, and those after it by the schedule", () => {
    for (const failures of [0, 1, 2, 3, 4, 5]) expect(planned(failures)).toHaveLength(6 - failures);
    const waits = planned(2).map((at, index, all) => at - (all[index - 1] ?? 0));
    const mean = (failed: number) => retryDelayMs(failed, { ...settings, random: 0.5 });
    expect(waits).toEqual([0, mean(3), mean(4), mean(5)]);
  });

  it("gives only the next attempt where no retry follows it", () => {
    expect(planned(2, true)).toEqual([0]);
  });
});

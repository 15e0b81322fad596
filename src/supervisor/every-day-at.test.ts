import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { everyDayAt, nextInstant } from "#supervisor/every-day-at.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 03:30. */
const AT = 210;

it.each([
  ["2026-11-29T03:29:59.999Z", "2026-11-29T03:30:00.000Z"],
  ["2026-11-29T03:30:00.000Z", "2026-11-30T03:30:00.000Z"],
  ["2026-12-31T12:00:00.000Z", "2027-01-01T03:30:00.000Z"],
  ["2028-02-28T23:59:00.000Z", "2028-02-29T03:30:00.000Z"],
  // In local time already the day after.
  ["2026-11-30T00:15:00.000+13:00", "2026-11-30T03:30:00.000Z"],
  ["2026-11-28T19:00:00.000-08:00", "2026-11-29T03:30:00.000Z"],
  // The hour that summer time leaves out.
  ["2026-03-29T02:30:00.000+01:00", "2026-03-29T03:30:00.000Z"],
])("after %s comes %s", (now, next) => expect(new Date(nextInstant(AT, Date.parse(now))).toISOString()).toBe(next));

it.each([
  [0, "2026-11-30T00:00:00.000Z"],
  [1_439, "2026-11-29T23:59:00.000Z"],
])("minute %i of the day is %s", (minute, next) =>
  expect(new Date(nextInstant(minute, Date.parse("2026-11-29T12:00:00Z"))).toISOString()).toBe(next),
);

beforeEach(() => vi.useFakeTimers({ now: new Date("2026-11-29T12:00:00Z") }));
afterEach(() => vi.useRealTimers());

const startActing = (act: () => Promise<void> = async () => {}) => {
  const acts: string[] = [];
  const end = everyDayAt(AT, async () => {
    acts.push(new Date().toISOString());
    await act();
  });
  return { acts, end };
};

it("it acts once a day, at the instant, until it is ended", async () => {
  const { acts, end } = startActing();
  await vi.advanceTimersByTimeAsync(48 * HOUR_MS);
  expect(acts).toEqual(["2026-11-30T03:30:00.000Z", "2026-12-01T03:30:00.000Z"]);
  end();
  await vi.advanceTimersByTimeAsync(48 * HOUR_MS);
  expect(acts).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

it("an act that takes longer than a day is not joined by a second one", async () => {
  const { acts, end } = startActing(() => new Promise((done) => setTimeout(done, 30 * HOUR_MS)));
  await vi.advanceTimersByTimeAsync(72 * HOUR_MS);
  expect(acts).toEqual(["2026-11-30T03:30:00.000Z", "2026-12-02T03:30:00.000Z"]);
  end();
});

it("an end within an act waits for nothing more", async () => {
  const { acts, end } = startActing(() => new Promise((done) => setTimeout(done, HOUR_MS)));
  await vi.advanceTimersByTimeAsync(16 * HOUR_MS);
  end();
  await vi.advanceTimersByTimeAsync(48 * HOUR_MS);
  expect(acts).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

it.each([
  ["by days", "2026-11-20T12:00:00Z", "2026-11-21T03:30:00.000Z"],
  ["by hours", "2026-11-29T02:00:00Z", "2026-11-29T03:30:00.000Z"],
])("a clock that is set back %s does not put off the next act", async (_, now, expected) => {
  const { acts, end } = startActing();
  vi.setSystemTime(new Date(now));
  await vi.advanceTimersByTimeAsync(24 * HOUR_MS);
  expect(acts).toEqual([expected]);
  end();
});

it.each([
  ["slept through the instant", "2026-11-30T09:00:00Z", []],
  ["slept until soon after it", "2026-11-30T04:00:00Z", ["2026-11-30T04:10:00.000Z"]],
])("on a machine that %s", async (_, now, expected) => {
  const { acts, end } = startActing();
  vi.setSystemTime(new Date(now));
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(acts).toEqual(expected);
  await vi.advanceTimersByTimeAsync(24 * HOUR_MS);
  expect(acts).toEqual([...expected, "2026-12-01T03:30:00.000Z"]);
  end();
});

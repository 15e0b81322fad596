import { describe, expect, it } from "vitest";
import { pointsChange, relativeChange } from "#features/home/change.ts";
import { daySteps, hourSteps } from "#features/home/chart-steps.ts";
import { headline } from "#features/home/headline.ts";
import { homeRange, todayRange } from "#features/home/home-range.ts";
import { daysBetween } from "#features/home/local-days.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const t = translatorOf("home.headline");
const fine = { health: "healthy", disabledReason: null } as const;
const paused = { health: "paused", disabledReason: null } as const;
const off = { health: "disabled", disabledReason: "by_user" } as const;
const gone = { health: "disabled", disabledReason: "gone" } as const;
const today = (delivered: number, firstTry: number, isBehind = false) => ({
  deliveries: { delivered, failed: 0, canceled: 0 },
  firstTry,
  isBehind,
});

describe("the headline", () => {
  it.each([
    [[fine, fine], today(412, 410), "All 2 webhooks are fine. 412 delivered today, 410 at the first attempt."],
    [[fine], today(1, 1), "Your webhook is fine. 1 delivered today, at the first attempt."],
    [[fine, off], today(0, 0), "Your webhook is fine. Nothing delivered today."],
    [[fine], today(0, 0, true), "Your webhook is fine. Today's deliveries are being counted."],
    [[fine], today(1, 1, true), "Your webhook is fine. 1 delivered today, at the first attempt."],
    [[fine, paused, off], today(3, 3), "1 of 3 webhooks needs attention. 3 delivered today, all at the first attempt."],
    [[fine, paused, gone], today(0, 0), "2 of 3 webhooks need attention. Nothing delivered today."],
    [[off, off], today(0, 0), "All 2 webhooks are off. Nothing delivered today."],
    [[paused], today(0, 0), "Your webhook needs attention. Nothing delivered today."],
  ])("of %j with %j reads %s", (webhooks, totals, text) => {
    const { title, about } = headline(webhooks, totals, false, t);
    expect(`${title} ${about}`).toBe(text);
  });

  it.each([
    [[fine, off], "paused", "Sending is paused."],
    [[fine, gone], "trouble", "1 of 2 webhooks needs attention."],
    [[off], "off", "Your webhook is off."],
  ])("of %j while the platform has paused sending is %s: %s", (webhooks, state, title) =>
    expect(headline(webhooks, today(1, 1), true, t)).toMatchObject({ state, title }),
  );

  it("reads as well in German", () => {
    const { title, about } = headline([fine, paused], today(412, 410), false, translatorOf("home.headline", "de"));
    expect(`${title} ${about}`).toBe(
      "1 von 2 Webhooks braucht Aufmerksamkeit. 412 heute zugestellt, davon 410 beim ersten Versuch.",
    );
  });

  it("welcomes without webhooks", () => expect(headline([], undefined, true, t).state).toBe("start"));
});

const NOW = Date.parse("2026-11-28T17:13:20.000Z");

describe("the ranges", () => {
  it("of a day ends with the current hour, and compares with as much of the day before", () => {
    expect(homeRange("24h", NOW, "Europe/Berlin")).toEqual({
      since: "2026-11-27T18:00:00.000Z",
      until: "2026-11-28T18:00:00.000Z",
      before: { since: "2026-11-26T18:00:00.000Z", until: "2026-11-27T17:10:00.000Z" },
      isByDay: false,
    });
  });

  it("of 30 days begins at a midnight of the viewer, beyond a change of the clocks", () => {
    expect(homeRange("30d", NOW, "Europe/Berlin").since).toBe("2026-10-29T23:00:00.000Z");
    expect(homeRange("30d", Date.parse("2026-11-10T12:00:00.000Z"), "Europe/Berlin").since).toBe(
      "2026-10-11T22:00:00.000Z",
    );
  });

  it("of today begins at the viewer's midnight", () => {
    expect(todayRange(NOW, "America/New_York").since).toBe("2026-11-28T05:00:00.000Z");
    expect(todayRange(NOW, "Asia/Tokyo").since).toBe("2026-11-28T15:00:00.000Z");
  });

  it("counts a day of 25 hours once", () => {
    const days = daysBetween(Date.parse("2026-10-23T22:00:00Z"), Date.parse("2026-10-26T23:00:00Z"), "Europe/Berlin");
    expect(days.map((day) => new Date(day).toISOString().slice(0, 13))).toEqual([
      "2026-10-23T22",
      "2026-10-24T22",
      "2026-10-25T23",
    ]);
  });
});

const row = (at: string, delivered: number, p95Ms: number | null = null) => ({
  at,
  deliveries: { delivered, failed: 1, canceled: 0 },
  p95Ms,
});

describe("the steps of the chart", () => {
  it("have an hour for each row, and zeros between", () => {
    const steps = hourSteps([row("2026-11-28T17:00:00.000Z", 5, 120)], homeRange("24h", NOW, "UTC"));
    expect(steps.at).toHaveLength(24);
    expect(steps.delivered).toEqual([...new Array(23).fill(0), 5]);
    expect(steps.p95Ms.at(-1)).toBe(120);
    expect(steps.p95Ms[0]).toBeNull();
  });

  it("add hours up to days of the viewer's zone", () => {
    const hours = [
      row("2026-11-27T22:00:00.000Z", 5),
      row("2026-11-27T23:00:00.000Z", 7),
      row("2026-11-28T10:00:00.000Z", 1),
    ];
    const days = [row("2026-11-27T00:00:00.000Z", 5, 80), row("2026-11-28T00:00:00.000Z", 8, 90)];
    const steps = daySteps(hours, days, homeRange("30d", NOW, "Europe/Berlin"), "Europe/Berlin");
    expect(steps.at).toHaveLength(30);
    expect(steps.delivered.slice(-2)).toEqual([5, 8]);
    expect(steps.failed.slice(-2)).toEqual([1, 2]);
    expect(steps.p95Ms.slice(-2)).toEqual([80, 90]);
  });
});

describe("a change", () => {
  const change = (now: number | null, before: number | null, better: "up" | "down" | null = "up") =>
    relativeChange(now, before, { better, locale: "en" });

  it.each([
    [120, 100, "up", { text: "+20%", direction: "up", isGood: true }],
    [120, 100, "down", { text: "+20%", direction: "up", isGood: false }],
    [80, 100, null, { text: "-20%", direction: "down", isGood: null }],
    [1_001, 1_000, "up", { text: "0%", direction: "same", isGood: null }],
    [5, 0, "up", null],
    [null, 10, "up", null],
  ] as const)("from %j: now %j, better %j", (now, before, better, expected) =>
    expect(change(now, before, better)).toEqual(expected),
  );

  it("of shares is in points", () => {
    const points = (now: number, before: number) =>
      pointsChange(now, before, { locale: "en", text: (text) => `${text} pts` });
    expect(points(0.995, 0.99)).toEqual({ text: "+0.5 pts", direction: "up", isGood: true });
    expect(points(0.9, 0.99)).toMatchObject({ direction: "down", isGood: false });
    expect(points(0.99, 0.99)).toMatchObject({ direction: "same" });
  });
});

import { expect, it } from "vitest";
import { stepText, timeTicks } from "#components/ui/chart-ticks.ts";

const HOUR_MS = 3_600_000;
const steps = (first: string, count: number, stepMs = HOUR_MS) =>
  Array.from({ length: count }, (_, step) => new Date(Date.parse(first) + step * stepMs).toISOString());

const texts = (...args: Parameters<typeof timeTicks>) => timeTicks(...args).map(({ text }) => text);

it("ticks name full hours of the viewer's clock, and the day at midnight", () => {
  expect(texts(steps("2026-11-27T15:00:00Z", 24), 10, "Europe/Berlin", "en")).toEqual([
    "18:00",
    "21:00",
    "Nov 28",
    "03:00",
    "06:00",
    "09:00",
    "12:00",
    "15:00",
  ]);
});

it("ticks stand half an hour off in a zone that is half an hour off", () => {
  const [first] = timeTicks(steps("2026-11-27T15:00:00Z", 24), 10, "Asia/Kolkata", "en");
  expect(first).toEqual({ step: 1, text: "21:30" });
});

it("ticks of a week name days, fewer of them where there is less room", () => {
  const week = steps("2026-11-22T05:00:00Z", 168);
  expect(texts(week, 8, "UTC", "de")).toEqual([
    "23. Nov.",
    "24. Nov.",
    "25. Nov.",
    "26. Nov.",
    "27. Nov.",
    "28. Nov.",
    "29. Nov.",
  ]);
  expect(timeTicks(week, 4, "UTC", "en").length).toBeLessThanOrEqual(4);
});

it("a step of an hour is named with both ends, a step of a day by its day", () => {
  expect(stepText(steps("2026-11-28T13:00:00Z", 2), 1, "UTC", "de")).toContain("14:00–15:00");
  expect(stepText(steps("2026-11-27T23:00:00Z", 3, 24 * HOUR_MS), 0, "Europe/Berlin", "en")).toBe("Sat, Nov 28");
});

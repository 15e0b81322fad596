import { expect, it } from "vitest";
import { figureSeries, rangeOf, successRate } from "#features/webhooks/overview/figure-range.ts";

const NOW = Date.parse("2026-03-14T10:20:00Z");
const row = (at: string, delivered: number) => ({
  at,
  key: null,
  deliveries: { delivered, failed: 1, canceled: 0 },
  attempts: { "2xx": delivered, "3xx": 0, "4xx": 0, "5xx": 1, error: 0 },
  firstTry: delivered,
  p50Ms: 20,
  p95Ms: 90,
});

it("a range ends with the present step and is the same until the next one", () => {
  expect(rangeOf("day", NOW)).toEqual({ since: "2026-03-13T11:00:00.000Z", until: "2026-03-14T11:00:00.000Z" });
  expect(rangeOf("day", NOW + 39 * 60_000)).toEqual(rangeOf("day", NOW));
  expect(rangeOf("month", NOW)).toEqual({ since: "2026-02-13T00:00:00.000Z", until: "2026-03-15T00:00:00.000Z" });
});

it("a series has every step, empty ones too", () => {
  const { since } = rangeOf("day", NOW);
  const series = figureSeries("day", since, [row("2026-03-13T12:00:00.000Z", 7)]);
  expect(series.at).toHaveLength(24);
  expect(series.succeeded.slice(0, 3)).toEqual([0, 7, 0]);
  expect(series.failed.slice(0, 3)).toEqual([0, 1, 0]);
  expect(series.p95Ms.slice(0, 3)).toEqual([null, 90, null]);
});

it("the success rate counts responses of every class and errors, and is unknown without a request", () => {
  expect(successRate({ "2xx": 4, "3xx": 1, "4xx": 1, "5xx": 1, error: 1 })).toBe(0.5);
  expect(successRate({ "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0, error: 0 })).toBeNull();
});

import { expect, it } from "vitest";
import { type HistogramRange, OUTCOMES } from "#features/log/histogram-range.ts";
import { isBehind } from "#features/log/is-behind.ts";

const now = Date.parse("2026-03-14T10:20:30Z");
const createdAt = "2026-03-14T10:20:00Z";
const range = { since: "2026-03-13T10:00:00Z", until: "2026-03-14T11:00:00Z", outcomes: OUTCOMES };
const delivered = { status: "delivered", createdAt, lastAttemptAt: "2026-03-14T10:20:01Z" } as const;

const behind = (rows: Parameters<typeof isBehind>[0], of: Partial<HistogramRange> = {}) =>
  isBehind(rows, { ...range, ...of }, now);

it("the chart waits for the count of a delivery that the log shows, canceled ones without an attempt too", () => {
  expect(behind([{ status: "pending", createdAt, lastAttemptAt: null }, delivered])).toBe(true);
  expect(behind([{ status: "canceled", createdAt, lastAttemptAt: null }])).toBe(true);
});

it("deliveries under way, earlier ones and other outcomes make no chart late, nor does a time in the past", () => {
  expect(behind([])).toBe(false);
  expect(behind([{ ...delivered, status: "retrying" }])).toBe(false);
  expect(behind([{ ...delivered, lastAttemptAt: "2026-03-13T09:59:59Z" }])).toBe(false);
  expect(behind([delivered], { outcomes: ["failed"] })).toBe(false);
  expect(behind([delivered], { until: "2026-03-14T10:20:00Z" })).toBe(false);
});

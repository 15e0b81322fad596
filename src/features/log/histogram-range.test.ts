import { describe, expect, it } from "vitest";
import { type LogFilters, NO_FILTERS } from "#features/deliveries/log-filters.ts";
import { histogramRange } from "#features/log/histogram-range.ts";

const now = Date.parse("2026-03-14T10:20:30Z");
const range = (filters: Partial<LogFilters> = {}) => histogramRange({ ...NO_FILTERS, ...filters }, now);

describe("the chart above the log", () => {
  it("shows the last day by the hour without a filter", () => {
    expect(range()).toEqual({
      since: "2026-03-13T10:00:00.000Z",
      until: "2026-03-14T11:00:00.000Z",
      step: "hour",
      outcomes: ["delivered", "canceled", "failed"],
    });
  });

  it.each([
    ["2026-03-14T09:20:30Z", "", "minute"],
    ["2026-03-10T00:00:00Z", "", "hour"],
    ["2026-02-20T00:00:00Z", "", "day"],
    // Figures by the minute reach two days back.
    ["2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z", "hour"],
  ])("chooses its steps by the time range: %s to %s", (since, until, step) => {
    expect(range({ since, until })?.step).toBe(step);
  });

  it("follows the status", () => {
    expect(range({ status: ["failed", "retrying"] })?.outcomes).toEqual(["failed"]);
    expect(range({ status: ["pending"] })).toBeNull();
  });

  it.each([
    { httpStatus: ["5xx"] },
    { error: ["timeout"] },
    { q: "apt_1" },
    { eventId: "evt_1" },
    { tests: "only" as const },
    { since: "2020-01-01T00:00:00Z" },
    { since: "2026-03-14T10:00:00Z", until: "2026-03-14T09:00:00Z" },
  ])("is hidden where figures cannot follow: %j", (filters) => {
    expect(range(filters)).toBeNull();
  });
});

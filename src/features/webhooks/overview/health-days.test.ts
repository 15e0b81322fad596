import { describe, expect, it } from "vitest";
import type { HealthSpan } from "#domain/subscriptions/health-history.schema.ts";
import { healthDays, healthyShare, knownSince } from "#features/webhooks/overview/health-days.ts";

const DAY = 86_400_000;
const END = Date.parse("2026-03-14T10:00:00Z");
const span = (health: HealthSpan["health"], fromDays: number, toDays: number): HealthSpan => ({
  health,
  from: new Date(END - fromDays * DAY).toISOString(),
  to: new Date(END - toDays * DAY).toISOString(),
});
const shown = (spans: HealthSpan[]) => healthDays(spans, END, 4).map(({ health }) => health);

describe("healthDays", () => {
  it("gives each day its worst state", () => {
    expect(
      shown([span("healthy", 4, 2.5), span("failing", 2.5, 2.4), span("paused", 2.4, 1.5), span("healthy", 1.5, 0)]),
    ).toEqual(["healthy", "paused", "paused", "healthy"]);
  });

  it("has no state before the webhook existed, and one for a webhook that is seconds old", () => {
    expect(shown([span("healthy", 1.5, 0)])).toEqual(["none", "none", "healthy", "healthy"]);
    expect(shown([span("healthy", 0.00001, 0)])).toEqual(["none", "none", "none", "healthy"]);
  });

  it("names each day by its end, so that the last one is today", () => {
    const days = healthDays([], END, 3).map(({ endsAt }) => new Date(endsAt).toISOString().slice(0, 10));
    expect(days).toEqual(["2026-03-12", "2026-03-13", "2026-03-14"]);
  });

  it("leaves out failures of seconds", () => {
    expect(shown([span("healthy", 4, 0.5), span("failing", 0.5, 0.4999), span("healthy", 0.4999, 0)])).toEqual([
      "healthy",
      "healthy",
      "healthy",
      "healthy",
    ]);
  });
});

it("the healthy share is of the known time", () => {
  expect(healthyShare([span("healthy", 2, 1), span("paused", 1, 0)])).toBe(0.5);
  expect(healthyShare([])).toBe(1);
});

it("the history is known since its first span, unless it covers all days", () => {
  expect(knownSince([span("healthy", 1.5, 0.5), span("failing", 0.5, 0)], END, 4)).toBe(END - 1.5 * DAY);
  expect(knownSince([span("healthy", 4, 0)], END, 4)).toBeNull();
});

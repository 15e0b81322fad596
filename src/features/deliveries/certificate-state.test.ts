import { expect, it } from "vitest";
import { certificateState } from "#features/deliveries/certificate-state.ts";

const NOW = Date.parse("2026-03-14T10:00:00.000Z");
const inDays = (days: number) => new Date(NOW + days * 86_400_000).toISOString();
type Changes = { validFrom?: string | null; isAccepted?: boolean; seenDaysAgo?: number };
const state = (validUntil: string | null, { seenDaysAgo = 0, ...changes }: Changes = {}) =>
  certificateState(
    { validFrom: inDays(-30), validUntil, isAccepted: true, ...changes },
    NOW - seenDaysAgo * 86_400_000,
    NOW,
  );

it.each([
  [61, "valid", "ok", 61],
  [14, "valid", "ok", 14],
  [13.9, "expires", "warn", 13],
  [0.5, "expires", "warn", 0],
  [0, "expiredSince", "calm", 0],
  [-3, "expiredSince", "calm", -3],
] as const)("judges a certificate that ends in %s days", (days, kind, tone, daysLeft) => {
  expect(state(inDays(days))).toEqual({ kind, tone, daysLeft });
});

it("names what is worse than the days left", () => {
  expect(state(inDays(90), { validFrom: inDays(1) })).toMatchObject({ kind: "notYet", tone: "bad" });
  expect(state(inDays(90), { isAccepted: false })).toMatchObject({ kind: "rejected", tone: "bad" });
  expect(state(inDays(-1), { isAccepted: false })).toMatchObject({ kind: "expired", tone: "bad" });
  expect(state(inDays(-1), { isAccepted: false, seenDaysAgo: 3 })).toMatchObject({ kind: "rejected", tone: "bad" });
});

it.each([
  [3, 1, "expires", "warn", 3],
  [3, 1.1, "seenValid", "calm", 4],
  [3, 11, "seenValid", "calm", 14],
  [60, 11, "seenValid", "calm", 71],
  [-1, 11, "expiredSince", "calm", -1],
] as const)("one that ends in %s days and was seen %s days ago: %s", (ends, seenDaysAgo, kind, tone, daysLeft) => {
  expect(state(inDays(ends), { seenDaysAgo })).toEqual({ kind, tone, daysLeft });
});

it("says nothing without a date", () => {
  expect(state(null)).toBeNull();
});

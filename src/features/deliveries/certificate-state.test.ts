import { expect, it } from "vitest";
import { certificateState } from "#features/deliveries/certificate-state.ts";

const NOW = Date.parse("2026-03-14T10:00:00.000Z");
const inDays = (days: number) => new Date(NOW + days * 86_400_000).toISOString();
const state = (validUntil: string | null, changes: { validFrom?: string | null; isAccepted?: boolean } = {}) =>
  certificateState({ validFrom: inDays(-30), validUntil, isAccepted: true, ...changes }, NOW);

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
});

it("says nothing without a date", () => {
  expect(state(null)).toBeNull();
});

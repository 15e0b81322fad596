import { expect, it } from "vitest";
import { healthOf } from "#domain/subscriptions/health.ts";

it.each([
  [{ active: true, consecutiveFailures: 0 }, "healthy"],
  [{ active: true, consecutiveFailures: 1 }, "failing"],
  [{ active: false, consecutiveFailures: 0 }, "disabled"],
  [{ active: false, consecutiveFailures: 9 }, "disabled"],
] as const)("%j is %s", (row, health) => {
  expect(healthOf(row)).toBe(health);
});

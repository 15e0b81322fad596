import { expect, it } from "vitest";
import { createRefreshPace, REFRESH_MS } from "#features/shell/refresh-pace.ts";

it("lets a few refreshes come at once, and then one in each interval", () => {
  const take = createRefreshPace();
  const takenAt: number[] = [];
  for (let now = 0; takenAt.length < 8; now = take(now)) takenAt.push(now / REFRESH_MS);
  expect(takenAt).toEqual([0, 0, 0, 0, 0, 1, 2, 3]);
});

it("lets refreshes come at once again after a quiet time", () => {
  const take = createRefreshPace();
  for (let now = 0, taken = 0; taken < 8; taken++) now = take(now);
  const later = 60_000;
  expect(take(later)).toBe(later);
});

import { expect, it } from "vitest";
import { createTimedPause } from "#domain/turns.ts";

it("long work yields to others after 10 ms, and not before", async () => {
  let now = 0;
  let othersRan = 0;
  const pauseWhenDue = createTimedPause(() => now);
  const ranBy = async (ms: number) => {
    now = ms;
    setImmediate(() => othersRan++);
    await pauseWhenDue();
    return othersRan;
  };
  expect(await ranBy(9)).toBe(0);
  expect(await ranBy(10)).toBe(2);
  expect(await ranBy(19)).toBe(2);
  expect(await ranBy(20)).toBe(4);
});

import { expect, it } from "vitest";
import { createPace } from "#inngest/embedded/pace.ts";

const paceAt = () => {
  const time = { ms: 0 };
  return { time, pace: createPace({ perSecond: () => 10, burst: 4, atLeast: 2 }, () => time.ms) };
};

it("gives a burst at once, and then a few places each time there are enough", () => {
  const { time, pace } = paceAt();
  expect(pace.take(9)).toBe(4);
  expect(pace.take(1)).toBe(0);
  expect(pace.waitMs()).toBe(200);
  time.ms = 100;
  expect(pace.take(9)).toBe(0);
  time.ms = 200;
  expect(pace.waitMs()).toBeNull();
  expect(pace.take(9)).toBe(2);
  time.ms = 10_000;
  expect(pace.take(9)).toBe(4);
});

it("takes back what was not used, and never holds more than a burst", () => {
  const { pace } = paceAt();
  expect(pace.take(4)).toBe(4);
  pace.giveBack(3);
  expect(pace.take(9)).toBe(3);
  pace.giveBack(9);
  expect(pace.take(9)).toBe(4);
});

import { expect, it } from "vitest";
import { createLookPace } from "./look-pace.ts";

const pauses = ({ nextPauseMs }: ReturnType<typeof createLookPace>, count: number) =>
  Array.from({ length: count }, () => nextPauseMs());

it("looks every three seconds while nothing changes", () => {
  expect(pauses(createLookPace(), 3)).toEqual([3_000, 3_000, 3_000]);
});

it("looks at once after a change in a quiet time, and several times soon after it", () => {
  const pace = createLookPace();
  expect(pace.hearChange(0)).toBe(true);
  expect(pauses(pace, 8)).toEqual([50, 100, 200, 400, 800, 1_600, 3_000, 3_000]);
  expect(pace.hearChange(60_000)).toBe(true);
  expect(pauses(pace, 1)).toEqual([50]);
});

it("goes on with its hurried looks for the commits that follow the first one", () => {
  const pace = createLookPace();
  pace.hearChange(0);
  expect(pauses(pace, 2)).toEqual([50, 100]);
  expect(pace.hearChange(200)).toBe(false);
  expect(pauses(pace, 3)).toEqual([200, 400, 800]);
});

it("keeps its pace under load, however often it hears of changes", () => {
  const pace = createLookPace();
  pace.hearChange(0);
  pauses(pace, 6);
  for (let at = 100; at < 60_000; at += 900) {
    expect(pace.hearChange(at)).toBe(false);
    expect(pauses(pace, 1)).toEqual([3_000]);
  }
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCrowd } from "#engine/gather-crowd.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Waits after a group of `count`; `there` come meanwhile. */
const gather = (count: number) => {
  const crowd = createCrowd();
  let there = 0;
  let isOver = false;
  const wait = crowd.gather(count, (wanted) => there >= wanted);
  void wait?.then(() => {
    isOver = true;
  });
  const come = async (more: number) => {
    for (let one = 0; one < more; one++) {
      there++;
      crowd.comes();
    }
    await vi.advanceTimersByTimeAsync(0);
    return isOver;
  };
  return { wait, come, isOver: () => isOver };
};

describe("a writer", () => {
  it("waits for nobody after a small group", () => {
    expect(gather(7).wait).toBeUndefined();
  });

  it("waits until as many have come as wrote before", async () => {
    const { come } = gather(16);
    expect(await come(15)).toBe(false);
    expect(await come(1)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits 5 ms at most for those who do not come again, and hears late ones without harm", async () => {
    const { come, isOver } = gather(16);
    expect(await come(3)).toBe(false);
    await vi.advanceTimersByTimeAsync(4);
    expect(isOver()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver()).toBe(true);
    expect(await come(13)).toBe(true);
  });
});

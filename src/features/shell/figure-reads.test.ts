import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { createFigureReads } from "#features/shell/figure-reads.ts";

/** Milliseconds of each read. */
let readAt: number[];
let reads: ReturnType<typeof createFigureReads>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => void vi.useRealTimers());
  readAt = [];
  reads = createFigureReads(() => readAt.push(Date.now()), Date.now);
});

it("reads at once when rows were counted, and no second time for the change before", () => {
  reads.hearChange();
  vi.advanceTimersByTime(200);
  reads.hearCount();
  vi.advanceTimersByTime(60_000);
  expect(readAt).toEqual([200]);
});

it("reads at most every five seconds under load, and after the last count", () => {
  for (let at = 0; at < 10_000; at += 1_000) {
    reads.hearChange();
    reads.hearCount();
    vi.advanceTimersByTime(1_000);
  }
  vi.advanceTimersByTime(60_000);
  expect(readAt).toEqual([0, 5_000, 10_000]);
});

it("reads after each change, the last one too, where no count is announced", () => {
  reads.hearChange();
  vi.advanceTimersByTime(1_000);
  reads.hearChange();
  vi.advanceTimersByTime(60_000);
  expect(readAt).toEqual([5_000, 10_000]);
});

it("reads no more after the end", () => {
  reads.hearChange();
  reads.hearChange();
  reads.stop();
  vi.advanceTimersByTime(60_000);
  expect(readAt).toEqual([]);
});

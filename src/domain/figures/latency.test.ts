import { expect, it } from "vitest";
import { addEntries, emptyHistogram, type Histogram, percentilesOf } from "#domain/figures/latency.ts";

const classOf = (ms: number) => (ms < 1 ? 0 : Math.min(99, Math.floor(Math.log(ms) / Math.log(1.15)) + 1));
const percentileOf = (histogram: Histogram, share: number) => percentilesOf(histogram, [share])[0] ?? null;
const entriesOf = (counts: Record<number, number>) =>
  `{${Object.entries(counts).map(([latencyClass, count]) => BigInt(latencyClass) * 2n ** 32n + BigInt(count))}}`;

it("every duration up to 30 s is told within 10 %, and exactly below 4 ms", () => {
  for (let ms = 0; ms <= 30_000; ms++) {
    const histogram = emptyHistogram();
    addEntries(histogram, entriesOf({ [classOf(ms)]: 1 }));
    const told = percentileOf(histogram, 0.5) ?? Number.NaN;
    expect(Math.abs(told - ms), `${ms} ms as ${told}`).toBeLessThanOrEqual(ms < 4 ? 0 : ms * 0.1);
  }
});

it("adds entries up, takes back what was counted, and puts failures to successes", () => {
  const histogram = emptyHistogram();
  addEntries(histogram, "{}");
  expect(percentileOf(histogram, 0.95)).toBeNull();
  addEntries(histogram, entriesOf({ [classOf(10)]: 94, [classOf(1_000)]: 1 }));
  addEntries(histogram, entriesOf({ [classOf(10)]: 2, [100 + classOf(5_000)]: 5 }));
  addEntries(histogram, entriesOf({ [classOf(10)]: -1 }));
  expect(histogram[classOf(10)]).toBe(95);
  expect(percentileOf(histogram, 0.5)).toBe(10);
  expect(Math.abs((percentileOf(histogram, 0.95) ?? 0) - 1_000)).toBeLessThan(100);
  expect(Math.abs((percentileOf(histogram, 1) ?? 0) - 5_000)).toBeLessThan(500);
});

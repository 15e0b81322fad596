import { expect, it } from "vitest";
import { createGcra } from "#domain/limits/gcra.ts";

const limiterAt = () => {
  const time = { ms: 0 };
  return { time, gcra: createGcra({ max: 1_000, seconds: 1 }, () => time.ms) };
};
const of = (...counts: [string, number][]) => new Map(counts);

it("the limiter allows up to the limit, and frees it again evenly over time", () => {
  const { time, gcra } = limiterAt();
  expect(gcra.take(of(["a", 750]))).toEqual({ used: 0.75, key: "a", isOver: false });
  expect(gcra.take(of(["a", 250]))).toEqual({ used: 1, key: "a", isOver: false });
  time.ms = 400;
  expect(gcra.used("a")).toBe(0.6);
  expect(gcra.waitMs("a", 0.5)).toBe(100);
  expect(gcra.waitMs("a", 0.6)).toBe(0);
  expect(gcra.used("b")).toBe(0);
});

it("the limiter refuses a request over the limit without counting it for any key", () => {
  const { gcra } = limiterAt();
  gcra.take(of(["a", 990]));
  expect(gcra.take(of(["b", 500], ["a", 11]))).toEqual({ used: 0.99, key: "a", isOver: true });
  expect(gcra.take(of(["b", 500]))).toEqual({ used: 0.5, key: "b", isOver: false });
  expect(gcra.take(of(["a", 10]))).toEqual({ used: 1, key: "a", isOver: false });
  expect(gcra.take(of())).toEqual({ used: 0, key: null, isOver: false });
});

it("the limiter never refuses a sender that waits as long as the limiter says", () => {
  const { time, gcra } = limiterAt();
  let sent = 0;
  while (time.ms < 10_000) {
    const { used, isOver } = gcra.take(of(["a", 100]));
    expect(isOver).toBe(false);
    time.ms += Math.max(0, used - 0.75) * 1_000;
    sent += 100;
  }
  expect(sent).toBe(10_800);
});

it("the limiter forgets each key after one quiet limit period, however many keys exist", () => {
  const { time, gcra } = limiterAt();
  for (let i = 0; i < 20_000; i++) gcra.take(of([`t${i}`, 1_000]));
  time.ms = 1_000;
  expect(gcra.take(of(["t0", 1_000]))).toEqual({ used: 1, key: "t0", isOver: false });
});

it("the limiter charges finished work above the limit, up to the given share", () => {
  const { gcra } = limiterAt();
  gcra.charge("a", 900, 1.2);
  expect(gcra.used("a")).toBe(0.9);
  gcra.charge("a", 200, 1.2);
  expect(gcra.used("a")).toBeCloseTo(1.1);
  gcra.charge("a", 500, 1.2);
  expect(gcra.used("a")).toBe(1.2);
});

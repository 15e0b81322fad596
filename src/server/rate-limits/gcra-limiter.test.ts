import { expect, it } from "vitest";
import { createEvenFlow } from "#server/rate-limits/gcra-limiter.ts";

const flowAt = () => {
  const time = { ms: 0 };
  return { time, flow: createEvenFlow({ max: 1_000, seconds: 1 }, () => time.ms) };
};
const of = (...counts: [string, number][]) => new Map(counts);

it("lets three quarters of the limit by at once, and the rest in turn", () => {
  const { flow } = flowAt();
  expect(flow.take(of(["a", 750]))).toEqual({ used: 0.75, waitMs: 0, key: "a" });
  expect(flow.take(of(["a", 100]))).toEqual({ used: 0.85, waitMs: 100, key: "a" });
  expect(flow.take(of(["a", 150]))).toEqual({ used: 1, waitMs: 250, key: "a" });
});

it("refuses what is over the limit, and counts nothing of it for anybody", () => {
  const { flow } = flowAt();
  flow.take(of(["a", 990]));
  expect(flow.take(of(["b", 500], ["a", 11]))).toEqual({ used: 0.99, waitMs: null, key: "a" });
  expect(flow.take(of(["b", 500]))).toEqual({ used: 0.5, waitMs: 0, key: "b" });
  expect(flow.take(of(["a", 10]))).toEqual({ used: 1, waitMs: 250, key: "a" });
});

it("never refuses a sender that waits for each answer: it is slowed down to the limit", () => {
  const { time, flow } = flowAt();
  let sent = 0;
  while (time.ms < 10_000) {
    const { waitMs } = flow.take(of(["a", 100]));
    expect(waitMs).not.toBeNull();
    time.ms += waitMs ?? 0;
    sent += 100;
  }
  expect(sent).toBe(10_800);
});

it("knows nothing any more of who was quiet for the time of the limit, however many there were", () => {
  const { time, flow } = flowAt();
  for (let i = 0; i < 20_000; i++) flow.take(of([`t${i}`, 1_000]));
  time.ms = 1_000;
  expect(flow.take(of(["t0", 1_000]))).toEqual({ used: 1, waitMs: 250, key: "t0" });
});

it("lets the whole limit by at once where the flow is made so", () => {
  const flow = createEvenFlow({ max: 1_000, seconds: 1, atOnce: 1 }, () => 0);
  expect(flow.take(of(["a", 1_000]))).toEqual({ used: 1, waitMs: 0, key: "a" });
  expect(flow.take(of(["a", 1]))).toEqual({ used: 1, waitMs: null, key: "a" });
  expect(flow.take(of())).toEqual({ used: 0, waitMs: 0, key: null });
});

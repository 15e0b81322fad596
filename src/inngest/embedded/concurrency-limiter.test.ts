import { expect, it } from "vitest";
import { createConcurrencyLimiter } from "#inngest/embedded/concurrency-limiter.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import type { RunnableFunction } from "#inngest/embedded/supported-options.ts";

const limitedBy = (field: string, limit: number): RunnableFunction["concurrency"][number] => ({
  limit,
  keyOf: ({ data }) => String(data[field]),
});

let count = 0;
const event = (data: Record<string, unknown> = {}): RunEvent => ({ id: `e${++count}`, name: "x/y", ts: 0, data });
const limiterOf = (...concurrency: RunnableFunction["concurrency"]) => {
  const limiter = createConcurrencyLimiter({ concurrency });
  return { ...limiter, enter: (data: Record<string, unknown> = {}) => limiter.enter([event(data)]) };
};

it("the limiter admits runs of one key up to its limit, and runs of other keys", () => {
  const { enter, isFull } = limiterOf(limitedBy("webhook", 2));
  expect(enter({ webhook: "a" })).not.toBeNull();
  expect(enter({ webhook: "a" })).not.toBeNull();
  expect(enter({ webhook: "a" })).toBeNull();
  expect(enter({ webhook: "b" })).not.toBeNull();
  expect(isFull()).toBe(false);
});

it("a run needs a place under each limit, and a refused run takes no place", () => {
  const { enter } = limiterOf(limitedBy("webhook", 2), limitedBy("tenant", 3));
  const isIn = (webhook: string, tenant: string) => enter({ webhook, tenant }) !== null;
  expect([isIn("a", "t"), isIn("a", "t"), isIn("a", "t"), isIn("a", "t")]).toEqual([true, true, false, false]);
  expect([isIn("b", "t"), isIn("b", "t"), isIn("c", "u")]).toEqual([true, false, true]);
});

it("a run that ended frees its place", () => {
  const { enter } = limiterOf(limitedBy("webhook", 1));
  const leave = enter({ webhook: "a" });
  expect(enter({ webhook: "a" })).toBeNull();
  leave?.();
  expect(enter({ webhook: "a" })).not.toBeNull();
});

it("a limit without a key counts all runs, and isFull is true at the limit", () => {
  const { enter, isFull } = limiterOf({ limit: 2, keyOf: null });
  const leave = enter();
  expect(isFull()).toBe(false);
  enter();
  expect(isFull()).toBe(true);
  expect(enter()).toBeNull();
  leave?.();
  expect(isFull()).toBe(false);
});

it("a function without limits has a maximum of runs too", () => {
  const { enter, isFull } = limiterOf();
  let entered = 0;
  while (entered < 1_000 && enter()) entered++;
  expect(entered).toBe(500);
  expect(isFull()).toBe(true);
});

it("running returns the events of current runs", () => {
  const { enter, running } = createConcurrencyLimiter({ concurrency: [] });
  const [one, two, three] = [event(), event(), event()];
  const leave = enter([one, two]);
  enter([three]);
  expect(running()).toEqual([one, two, three]);
  leave?.();
  expect(running()).toEqual([three]);
});

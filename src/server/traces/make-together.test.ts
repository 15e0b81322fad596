import { expect, it, vi } from "vitest";
import { createTogether } from "#server/traces/make-together.ts";

const LONG_MS = 3_600_000;

const countIn = (options: { countMax: number; waitMs: number }) => {
  const made: number[] = [];
  const { add, flush } = createTogether(options);
  return { made, flush, add: (number: number) => add(() => void made.push(number)) };
};

it("a full group is made at once and in order, and the next one begins empty", () => {
  const { made, add } = countIn({ countMax: 2, waitMs: LONG_MS });
  add(1);
  expect(made).toEqual([]);
  add(2);
  add(3);
  expect(made).toEqual([1, 2]);
});

it("a group that does not fill is made after its time, each time", async () => {
  const { made, add } = countIn({ countMax: 100, waitMs: 1 });
  add(1);
  await vi.waitFor(() => expect(made).toEqual([1]));
  add(2);
  await vi.waitFor(() => expect(made).toEqual([1, 2]));
});

it("a flush makes what waits, once", () => {
  const { made, add, flush } = countIn({ countMax: 100, waitMs: LONG_MS });
  add(1);
  flush();
  flush();
  expect(made).toEqual([1]);
});

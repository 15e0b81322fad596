import { expect, it, vi } from "vitest";
import { createTogether } from "#server/traces/make-together.ts";

const LONG_MS = 3_600_000;

const countIn = (options: { countMax: number; waitMs: number }) => {
  const made: number[] = [];
  const sent: number[][] = [];
  const { add, flush } = createTogether({ ...options, onMade: () => void sent.push([...made]) });
  return { made, sent, flush, add: (number: number) => add(() => void made.push(number)) };
};

it("a full group is made at once, in order, and sent; the next one begins empty", () => {
  const { made, sent, add } = countIn({ countMax: 2, waitMs: LONG_MS });
  add(1);
  expect(made).toEqual([]);
  add(2);
  add(3);
  expect(made).toEqual([1, 2]);
  expect(sent).toEqual([[1, 2]]);
});

it("a group that does not fill is made after its time, each time", async () => {
  const { made, add } = countIn({ countMax: 100, waitMs: 1 });
  add(1);
  await vi.waitFor(() => expect(made).toEqual([1]));
  add(2);
  await vi.waitFor(() => expect(made).toEqual([1, 2]));
});

it("a flush makes and sends what waits, once", () => {
  const { made, sent, add, flush } = countIn({ countMax: 100, waitMs: LONG_MS });
  add(1);
  flush();
  flush();
  expect(made).toEqual([1]);
  expect(sent).toEqual([[1]]);
});

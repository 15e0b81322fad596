import { expect, it } from "vitest";
import { createShares } from "#inngest/embedded/shares.ts";

const sharesAt = () => {
  const time = { ms: 0 };
  const shares = createShares(() => time.ms);
  const note = (tenantId: string, count: number) => shares.note(Array.from({ length: count }, () => ({ tenantId })));
  return { time, shares, note };
};

it("names a tenant that brings far more than the others, as long as the others bring something", () => {
  const { time, shares, note } = sharesAt();
  note("large", 500);
  expect(shares.importing()).toEqual([]);
  note("small", 1);
  expect(shares.importing()).toEqual(["large"]);
  time.ms = 1_500;
  note("large", 50);
  expect(shares.importing()).toEqual(["large"]);
  time.ms = 2_600;
  note("large", 500);
  expect(shares.importing()).toEqual([]);
});

it("names two that import at once", () => {
  const { shares, note } = sharesAt();
  for (let i = 0; i < 20; i++) note(`small${i}`, 3);
  note("one", 250);
  note("two", 300);
  expect(shares.importing().sort()).toEqual(["one", "two"]);
});

it("names nobody where all bring much, or none does", () => {
  const { shares, note } = sharesAt();
  for (let i = 0; i < 20; i++) note(`busy${i}`, 100 + 10 * i);
  expect(shares.importing()).toEqual([]);
  const few = sharesAt();
  few.note("a", 99);
  few.note("b", 1);
  expect(few.shares.importing()).toEqual([]);
});

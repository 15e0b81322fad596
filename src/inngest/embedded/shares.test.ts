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
  time.ms = 3_000;
  note("large", 50);
  expect(shares.importing()).toEqual(["large"]);
  time.ms = 5_200;
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
  few.note("a", 49);
  few.note("b", 1);
  expect(few.shares.importing()).toEqual([]);
});

it("names it for a quarter of an hour, and again after it brought less", () => {
  const { time, shares, note } = sharesAt();
  const goOn = (ms: number) => {
    for (const end = time.ms + ms; time.ms < end; time.ms += 1_000) {
      note("large", 100);
      note("small", 1);
      shares.importing();
    }
  };
  goOn(890_000);
  expect(shares.importing()).toEqual(["large"]);
  goOn(20_000);
  expect(shares.importing()).toEqual([]);
  goOn(900_000);
  expect(shares.importing()).toEqual([]);

  time.ms += 5_000;
  expect(shares.importing()).toEqual([]);
  goOn(1_000);
  expect(shares.importing()).toEqual(["large"]);
});

import { expect, it } from "vitest";
import { chooseRange } from "#components/ui/choose-range.ts";

const IDS = ["a", "b", "c", "d", "e"];
const choose = (selected: string[], id: string, from: string | null = null, max = 100) => [
  ...chooseRange({ selected: new Set(selected), max }, IDS, { id, from }),
];

it("turns one row on and off", () => {
  expect(choose([], "b")).toEqual(["b"]);
  expect(choose(["a", "b"], "b")).toEqual(["a"]);
});

it("selects all rows between two, in both directions", () => {
  expect(choose(["b"], "d", "b")).toEqual(["b", "c", "d"]);
  expect(choose(["d"], "b", "d")).toEqual(["d", "b", "c"]);
});

it("turns a range off when its end is on", () => {
  expect(choose(["a", "b", "c"], "c", "a")).toEqual([]);
});

it("takes one row when the row before is no longer in the list", () => {
  expect(choose(["gone"], "c", "gone")).toEqual(["gone", "c"]);
});

it("stops at the limit", () => {
  expect(choose(["a"], "e", "a", 3)).toEqual(["a", "b", "c"]);
});

import { expect, it } from "vitest";
import { isStartOf, nextRows } from "#features/log/use-rows-in-steps.ts";

type Row = { id: string; status?: string };

const rowsOf = (ids: string): Row[] => [...ids].map((id) => ({ id }));
const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id).join("");

/** Goes on until a step changes nothing. */
const walk = (shown: readonly Row[], target: readonly Row[], stepRows: number, seenRows?: number): string[] => {
  const steps: string[] = [];
  for (let rows = shown; ; ) {
    rows = nextRows(rows, target, seenRows === undefined ? { stepRows } : { stepRows, seenRows });
    if (steps.at(-1) === idsOf(rows)) return steps;
    steps.push(idsOf(rows));
  }
};

it("shows few new rows at once, and changed rows with them", () => {
  const target = [{ id: "c" }, { id: "b", status: "delivered" }];
  expect(nextRows([{ id: "b" }, { id: "a" }], target, { stepRows: 1 })).toBe(target);
});

it("fills a page from the top, with as many rows as it will have", () => {
  expect(walk(rowsOf("fedcba"), rowsOf("654321"), 2)).toEqual(["65fedc", "6543fe", "654321"]);
  expect(walk([], rowsOf("654321"), 2)).toEqual(["65", "6543", "654321"]);
});

it("puts new rows before those that stay, which show their newest state at once", () => {
  const target = [...rowsOf("432"), { id: "b", status: "delivered" }];
  expect(nextRows(rowsOf("cba"), target, { stepRows: 2 })).toEqual([{ id: "4" }, { id: "3" }, { id: "c" }, target[3]]);
  expect(walk(rowsOf("ba"), rowsOf("4321ba"), 2)).toEqual(["43ba", "4321ba"]);
});

it("leaves out new rows below the window, which rows that leave the list fill meanwhile", () => {
  expect(walk(rowsOf("fedcba"), rowsOf("654321"), 2, 3)).toEqual(["65f", "654"]);
  expect(nextRows(rowsOf("654"), rowsOf("654321"), { stepRows: 2 }).map(({ id }) => id)).toEqual([..."65432"]);
});

it("removes rows below the window a few at a time", () => {
  const limits = { stepRows: 2, seenRows: 3, leavingRows: 3 };
  expect(idsOf(nextRows(rowsOf("jihgfedcba"), rowsOf("654321"), limits))).toBe("65jihgf");
  expect(idsOf(nextRows(rowsOf("65jihgf"), rowsOf("654321"), limits))).toBe("654j");
  expect(idsOf(nextRows(rowsOf("654j"), rowsOf("654321"), limits))).toBe("654");
});

it("keeps rows below the window that stay in the list, without a gap before them", () => {
  expect(walk(rowsOf("dcba"), rowsOf("54321dcb"), 2, 3)).toEqual(["54dcb", "5432dcb", "54321dcb"]);
});

it("rows stay in place when rows are added below only", () => {
  expect(isStartOf(rowsOf("cb"), rowsOf("cba"))).toBe(true);
  expect(isStartOf(rowsOf("cb"), rowsOf("dcb"))).toBe(false);
  expect(isStartOf(rowsOf("cba"), rowsOf("cb"))).toBe(false);
});

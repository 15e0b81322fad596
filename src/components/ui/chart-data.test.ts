import { expect, it } from "vitest";
import { moveCursor } from "#components/ui/chart-cursor.ts";
import { type ChartSeries, isEmptyChart, rangeOfSteps, stackSeries } from "#components/ui/chart-data.ts";

const series = (...parts: readonly (readonly number[])[]): ChartSeries[] =>
  parts.map((values, index) => ({ label: `part ${index}`, values, tone: "ok" }));

it("stacked series stand on each other, the last one first, without parts of no height", () => {
  expect(stackSeries(series([400, 300], [100, 0]), 250)).toEqual([
    [500, null],
    [400, 300],
  ]);
});

it("one failure among thousands keeps a visible height", () => {
  const [failed, delivered] = stackSeries(series([9_999], [1]), 100);
  expect(delivered).toEqual([9_999]);
  expect(failed?.[0]).toBeGreaterThan(9_999 + 10_000 * 0.02);
});

it("a chart is empty without bars and without a line", () => {
  expect(isEmptyChart({ series: series([0, 0]), line: undefined })).toBe(true);
  expect(isEmptyChart({ series: series([0, 1]), line: undefined })).toBe(false);
  const line = { label: "p95", values: [null, 12], format: String };
  expect(isEmptyChart({ series: series([0, 0]), line })).toBe(false);
});

const at = ["2026-03-14T10:00:00.000Z", "2026-03-14T11:00:00.000Z", "2026-03-14T12:00:00.000Z"];

it.each([
  [0, 1, { since: at[0], until: at[2] }],
  [2, 1, { since: at[1], until: "2026-03-14T13:00:00.000Z" }],
  [3, 3, null],
])("a drag from step %i to %i chooses whole steps", (one, other, range) => {
  expect(rangeOfSteps(at, one, other)).toEqual(range);
});

const press = (...keys: string[]) => {
  let cursor: Parameters<typeof moveCursor>[0] = { step: 2, anchor: null };
  let chosen = null;
  for (const key of keys) {
    const [name = "", shift] = key.split("+").toReversed();
    const moved = moveCursor(cursor, { key: name, shiftKey: shift !== undefined }, { lastStep: 5, canSelect: true });
    if (!moved) return null;
    ({ cursor, chosen } = moved);
  }
  return { cursor, chosen };
};

it.each([
  [["ArrowLeft", "ArrowLeft", "ArrowLeft"], { cursor: { step: 0, anchor: null }, chosen: null }],
  [["End", "ArrowRight"], { cursor: { step: 5, anchor: null }, chosen: null }],
  [["Shift+ArrowRight", "Shift+ArrowRight"], { cursor: { step: 4, anchor: 2 }, chosen: null }],
  [["Shift+ArrowRight", "Enter"], { cursor: { step: 3, anchor: null }, chosen: { from: 2, to: 3 } }],
  [["Enter"], { cursor: { step: 2, anchor: null }, chosen: { from: 2, to: 2 } }],
  [["Escape"], { cursor: null, chosen: null }],
  [["Tab"], null],
])("the keys %j move the cursor", (keys, moved) => expect(press(...keys)).toEqual(moved));

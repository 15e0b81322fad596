import { expect, it } from "vitest";
import { chartScales, gridValues } from "#components/ui/chart-scales.ts";

const HIGHEST = [0, 1, 3, 17, 96, 240, 1_450, 30_000, 2_500_000];

it("labels of both axes stand at the same heights, above both highest values, in whole steps", () => {
  for (const count of HIGHEST)
    for (const line of HIGHEST) {
      const scales = chartScales({ count, line }, 5.1);
      const heights = [scales.count, scales.line].map((scale) => gridValues(scale).map((value) => value / scale.max));
      expect(heights[1]).toEqual(heights[0]?.map((height) => expect.closeTo(height)));
      expect(heights[0]?.length).toBeGreaterThan(1);
      expect(heights[0]?.length).toBeLessThanOrEqual(6);
      expect(scales.count.max).toBeGreaterThan(count);
      expect(scales.line.max).toBeGreaterThan(line);
      expect([scales.count.step, scales.line.step].every(Number.isInteger)).toBe(true);
    }
});

it("round steps name the grid lines of both axes", () => {
  const { count, line } = chartScales({ count: 96, line: 230 }, 5.1);
  expect(gridValues(count)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(gridValues(line)).toEqual([0, 50, 100, 150, 200, 250]);
});

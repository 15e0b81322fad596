import uPlot from "uplot";
import type { ChartTone } from "#components/ui/chart-data.ts";
import { chartScales, gridValues } from "#components/ui/chart-scales.ts";
import { timeTicks } from "#components/ui/chart-ticks.ts";

/** What the options look up at each drawing, so that new data needs no new chart. */
export type PlotFacts = {
  at: readonly string[];
  highest: { count: number; line: number };
  locale: string;
  timeZone: string;
  formatCount: (value: number) => string;
  formatLine: (value: number) => string;
};

export type PlotShape = {
  width: number;
  height: number;
  /** Of the stacked series, in drawing order. */
  tones: readonly ChartTone[];
  hasLine: boolean;
  canSelect: boolean;
  fontFamily: string;
  facts: () => PlotFacts;
  colorOf: (name: ChartTone | "line" | "grid" | "axis" | "surface") => string;
  onPoint: (step: number | null) => void;
  /** Hears a drag; a click is a drag from one step to itself. */
  onDrag: (from: number, to: number) => void;
};

const TICK_PX = 76;
/** Least distance of the grid lines. */
const GRID_PX = 40;
/** Room for half of the last tick's text. */
const RIGHT_PX = 20;
const AXIS_PX = { x: 26, y: 42, line: 52 };
const PADDING: uPlot.Padding = [10, 0, 0, 0];

/** Height of the area in which bars stand. */
export const plotHeight = (height: number): number => height - AXIS_PX.x - (PADDING[0] as number);

/** Describes bars over an ordinal axis of steps, with the line on an axis of its own at the right. */
export const plotOptions = (shape: PlotShape): uPlot.Options => {
  const { width, height, tones, hasLine, canSelect, colorOf, facts } = shape;
  const axis = { font: `11px ${shape.fontFamily}`, stroke: () => colorOf("axis"), ticks: { show: false } };
  const rightPx = hasLine ? AXIS_PX.line : RIGHT_PX;
  /** Counts by the width that the plot will have: at a resize its elements still have the old one. */
  const ticksOf = (plot: uPlot) => {
    const { at, timeZone, locale } = facts();
    return timeTicks(at, Math.max(2, Math.floor((plot.width - AXIS_PX.y - rightPx) / TICK_PX)), timeZone, locale);
  };
  const scales = () => chartScales(facts().highest, plotHeight(height) / GRID_PX);
  return {
    width,
    height,
    padding: hasLine ? PADDING : [PADDING[0], RIGHT_PX, PADDING[2], PADDING[3]],
    legend: { show: false },
    cursor: {
      x: false,
      y: false,
      points: { show: false },
      drag: { x: canSelect, y: false, setScale: false, dist: 4 },
    },
    scales: {
      x: { time: false, range: (_, min, max) => [(min ?? 0) - 0.5, (max ?? 0) + 0.5] },
      y: { range: () => [0, scales().count.max] },
      line: { range: () => [0, scales().line.max] },
    },
    axes: [
      {
        ...axis,
        size: AXIS_PX.x,
        gap: 8,
        grid: { show: false },
        splits: (plot) => ticksOf(plot).map(({ step }) => step),
        values: (plot) => ticksOf(plot).map(({ text }) => text),
      },
      {
        ...axis,
        scale: "y",
        size: AXIS_PX.y,
        gap: 8,
        splits: () => gridValues(scales().count),
        grid: { stroke: () => colorOf("grid"), width: 1 },
        values: (_, splits) => splits.map(facts().formatCount),
      },
      {
        ...axis,
        show: hasLine,
        side: 1,
        scale: "line",
        size: AXIS_PX.line,
        gap: 8,
        splits: () => gridValues(scales().line),
        grid: { show: false },
        values: (_, splits) => splits.map(facts().formatLine),
      },
    ],
    series: [{}, ...tones.map((tone) => bar(() => colorOf(tone))), ...(hasLine ? [line(colorOf)] : [])],
    hooks: {
      setCursor: [
        (plot) =>
          shape.onPoint(plot.cursor.left === undefined || plot.cursor.left < 0 ? null : (plot.cursor.idx ?? null)),
      ],
      setSelect: [
        (plot) => {
          const { left, width: chosen } = plot.select;
          if (chosen <= 0) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          shape.onDrag(plot.posToIdx(left), plot.posToIdx(left + chosen));
        },
      ],
    },
  };
};

const bar = (color: () => string): uPlot.Series => ({
  scale: "y",
  fill: color,
  width: 0,
  points: { show: false },
  paths: uPlot.paths.bars?.({ size: [0.74, 44], radius: 0.12 }) as uPlot.Series.PathBuilder,
});

/** A lone point has a rim, which tells it from the bar behind it. */
const line = (colorOf: PlotShape["colorOf"]): uPlot.Series => ({
  scale: "line",
  stroke: () => colorOf("line"),
  width: 1.75,
  paths: uPlot.paths.linear?.() as uPlot.Series.PathBuilder,
  points: {
    show: true,
    size: 7,
    width: 1.5,
    stroke: () => colorOf("surface"),
    fill: () => colorOf("line"),
    filter: lonePoints,
  },
});

/** Draws points only where no line leads to a neighbour. */
const lonePoints: uPlot.Series.Points.Filter = (plot, series) => {
  const values: ArrayLike<number | null | undefined> = plot.data[series] ?? [];
  return Array.from(values).flatMap((value, step) =>
    value != null && values[step - 1] == null && values[step + 1] == null ? [step] : [],
  );
};

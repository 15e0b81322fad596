/** Colour of a chart's part: what it says, not how it looks. */
export type ChartTone = "ok" | "warn" | "bad" | "calm" | "accent";

/** Part of each stacked bar; one value a step. */
export type ChartSeries = { label: string; values: readonly number[]; tone: ChartTone };

/** Line on an axis of its own; null where there is no value. */
export type ChartLine = { label: string; values: readonly (number | null)[]; format: (value: number) => string };

export type ChartRange = { since: string; until: string };

export type ChartProps = {
  /** Names the chart for screen readers. */
  label: string;
  /** Start of each step, ISO 8601, in order. */
  at: readonly string[];
  /** From the bottom of the bars to the top. */
  series: readonly ChartSeries[];
  line?: ChartLine | undefined;
  /** Hears ranges chosen by drag, click or keyboard: whole steps, half-open. */
  onSelectRange?: ((range: ChartRange) => void) | undefined;
  /** Says in the tooltip what a click does. */
  selectHint?: string | undefined;
  /** Stands in the middle while every value is 0. Leave it out until the values are there. */
  empty?: string | undefined;
  /** Pixels, kept free while the chart loads. */
  height?: number;
};

/** Smallest bar part that the eye finds. */
const PART_PX_MIN = 2.5;

/**
 * Adds the series up, for bars drawn over each other from the tallest to the lowest: the last series comes first. A
 * part without a value is null. One failure among thousands of deliveries keeps a visible height.
 */
export const stackSeries = (series: readonly ChartSeries[], heightPx: number): (number | null)[][] => {
  const steps = series[0]?.values.length ?? 0;
  const least = (highestBar(series) * PART_PX_MIN) / Math.max(1, heightPx);
  const sums = new Array<number>(steps).fill(0);
  return series
    .map(({ values }) =>
      values.map((value, step) => {
        if (value <= 0) return null;
        const sum = (sums[step] ?? 0) + Math.max(value, least);
        sums[step] = sum;
        return sum;
      }),
    )
    .toReversed();
};

export const highestBar = (series: readonly ChartSeries[]): number => {
  const sums = (series[0]?.values ?? []).map((_, step) =>
    series.reduce((sum, { values }) => sum + (values[step] ?? 0), 0),
  );
  return Math.max(0, ...sums);
};

export const isEmptyChart = ({ series, line }: Pick<ChartProps, "series" | "line">): boolean =>
  highestBar(series) === 0 && !line?.values.some((value) => value !== null);

const HOUR_MS = 3_600_000;

/** Range of the steps from one to another, both included, in either order. The last step is as long as the one before. */
export const rangeOfSteps = (at: readonly string[], one: number, other: number): ChartRange | null => {
  const [from, to] = one <= other ? [one, other] : [other, one];
  const [since, last] = [at[from], at[to]];
  if (since === undefined || last === undefined) return null;
  return { since, until: at[to + 1] ?? new Date(Date.parse(last) + lengthOfSteps(at)).toISOString() };
};

/** Milliseconds of the last step. */
export const lengthOfSteps = (at: readonly string[]): number => {
  const [before, last] = at.slice(-2).map((start) => Date.parse(start));
  return before === undefined || last === undefined ? HOUR_MS : last - before;
};

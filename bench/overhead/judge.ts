/** Microseconds of CPU an event of each system in one pair. */
export type Pair = { off: readonly [number, number]; on: number };

export type Verdict = {
  /** Of each pair: with, divided by the mean of the two without. */
  ratios: number[];
  median: number;
  /** Of each pair: one system without, divided by the other one. */
  equalRatios: number[];
  /** Distance of the quartiles of `equalRatios`. */
  spread: number;
  verdict: "within 3 %" | "equal within the spread" | "over";
};

const RATIO_MAX = 1.03;

/** Judges the overhead by the median of the pairs. */
export const judge = (pairs: readonly Pair[]): Verdict => {
  const ratios = pairs.map(({ off: [a, b], on }) => toThousandth((2 * on) / (a + b)));
  const equalRatios = pairs.map(({ off: [a, b] }) => toThousandth(b / a));
  const median = quantile(ratios, 0.5);
  const spread = toThousandth(quantile(equalRatios, 0.75) - quantile(equalRatios, 0.25));
  const verdict = median <= RATIO_MAX ? "within 3 %" : median - 1 <= spread ? "equal within the spread" : "over";
  return { ratios, median, equalRatios, spread, verdict };
};

/** Interpolates between the two nearest values. */
const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return toThousandth(low + (high - low) * (at % 1));
};

const toThousandth = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Nearest-rank percentile, rounded to a hundredth; 0 for no values. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0);
};

export const rounded = (value: number): number => Math.round(value * 100) / 100;

export const ratioOf = (value: number, baseline: number): number => (baseline > 0 ? rounded(value / baseline) : 0);

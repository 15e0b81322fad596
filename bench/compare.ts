import { percentile, ratioOf } from "./percentile.ts";

export type Compared = { baselineP95Ms: number; p95Ms: number; ratio: number };

/**
 * Compares each measurement with a baseline taken right before and after it: a shared machine changes speed within
 * minutes. Other results come from the last round.
 *
 * @param alone measures the baseline, in milliseconds; shared by two neighbouring measurements
 */
export const createComparison = (alone: () => Promise<number[]>) => {
  let last: number[] | undefined;
  return async <Result extends { timesMs: number[] }>(
    measure: () => Promise<Result>,
    { rounds = 1 }: { rounds?: number } = {},
  ): Promise<Omit<Result, "timesMs"> & Compared> => {
    last ??= await alone();
    const aloneMs = [...last];
    const besideMs: number[] = [];
    for (let left = rounds; ; left--) {
      const { timesMs, ...result } = await measure();
      last = await alone();
      besideMs.push(...timesMs);
      aloneMs.push(...last);
      if (left > 1) continue;
      const baselineP95Ms = percentile(aloneMs, 95);
      const p95Ms = percentile(besideMs, 95);
      return { ...result, baselineP95Ms, p95Ms, ratio: ratioOf(p95Ms, baselineP95Ms) };
    }
  };
};

import { percentile, ratioOf } from "./percentile.ts";

export type Compared = { baselineP95Ms: number; p95Ms: number; ratio: number };

/**
 * Compares times with those without what is measured, taken right before and right after it: a shared machine is not as fast
 * as it was minutes ago.
 *
 * @param alone measures without it, in milliseconds; what comes after one measurement comes before the next
 */
export const createComparison = (alone: () => Promise<number[]>) => {
  let before: number[] | undefined;
  return async <Result extends { timesMs: number[] }>(
    measure: () => Promise<Result>,
  ): Promise<Omit<Result, "timesMs"> & Compared> => {
    before ??= await alone();
    const { timesMs, ...result } = await measure();
    const after = await alone();
    const baselineP95Ms = percentile([...before, ...after], 95);
    const p95Ms = percentile(timesMs, 95);
    before = after;
    return { ...result, baselineP95Ms, p95Ms, ratio: ratioOf(p95Ms, baselineP95Ms) };
  };
};

import { percentile, ratioOf } from "./percentile.ts";

/** `ratios` holds one value a round; the other figures are those of the round with the median ratio. */
export type Compared = { baselineP95Ms: number; p95Ms: number; ratio: number; ratios: number[] };

/**
 * Compares each round with baselines taken right before and after it: a shared machine changes speed within seconds. Other
 * results come from the last round.
 *
 * @param alone measures the baseline, in milliseconds; shared by two neighbouring measurements
 */
export const createComparison = (alone: () => Promise<number[]>) => {
  let last: number[] | undefined;
  return async <Result extends { timesMs: number[] }>(
    measure: () => Promise<Result>,
    { rounds = 1 }: { rounds?: number } = {},
  ): Promise<Omit<Result, "timesMs"> & Compared> => {
    const compared: Omit<Compared, "ratios">[] = [];
    for (;;) {
      const before = last ?? (await alone());
      const { timesMs, ...result } = await measure();
      last = await alone();
      const baselineP95Ms = percentile([...before, ...last], 95);
      const p95Ms = percentile(timesMs, 95);
      const round = { baselineP95Ms, p95Ms, ratio: ratioOf(p95Ms, baselineP95Ms) };
      compared.push(round);
      if (compared.length < rounds) continue;
      compared.sort((a, b) => a.ratio - b.ratio);
      const median = compared[Math.floor(compared.length / 2)] ?? round;
      return { ...result, ...median, ratios: compared.map(({ ratio }) => ratio) };
    }
  };
};

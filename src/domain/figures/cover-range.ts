import { FIGURE_STEPS } from "#domain/figures/figure-steps.ts";
import { MINUTES_KEPT_HOURS, type StatsStep } from "#domain/figures/stats.values.ts";

/** Rows of one length from `from` to `to`, in milliseconds since 1970. */
export type Segment = { unit: StatsStep; from: number; to: number };

const LENGTHS = FIGURE_STEPS.toReversed().map(({ unit, minutes }) => ({ unit, ms: minutes * 60_000 }));
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Covers a range with the longest steps up to `step` that fit, so that few rows are read. The range grows to whole minutes, where these are
 * no longer kept to whole hours. After `now` nothing has ended, so that a range up to now ends with its last step.
 */
export const coverRange = ({
  since,
  until,
  step,
  now,
}: {
  since: Date;
  until: Date;
  step: StatsStep;
  now: Date;
}): Segment[] => {
  const keptFrom = now.getTime() - MINUTES_KEPT_HOURS * HOUR_MS;
  const grainOf = (at: number) => (at < keptFrom ? HOUR_MS : MINUTE_MS);
  const from = floorTo(since.getTime(), grainOf(since.getTime()));
  const lengths = LENGTHS.slice(LENGTHS.findIndex(({ unit }) => unit === step));
  const last = until >= now ? (lengths[0]?.ms ?? MINUTE_MS) : grainOf(until.getTime());
  return split(from, ceilTo(until.getTime(), last), lengths);
};

const split = (from: number, to: number, [length, ...shorter]: typeof LENGTHS): Segment[] => {
  if (!length || from >= to) return [];
  const { unit, ms } = length;
  const [first, last] = [ceilTo(from, ms), floorTo(to, ms)];
  if (first >= last) return split(from, to, shorter);
  return [...split(from, first, shorter), { unit, from: first, to: last }, ...split(last, to, shorter)];
};

const floorTo = (at: number, ms: number) => Math.floor(at / ms) * ms;
const ceilTo = (at: number, ms: number) => Math.ceil(at / ms) * ms;

import { readHours, type Step } from "#domain/figures/day-hours.ts";
import type { DayHours } from "#domain/figures/read-figures.ts";
import type { StatsBy, StatsView } from "#domain/figures/stats.schema.ts";
import { type FigureRow, keyOf, sumByOutcome, sumFigures } from "#domain/figures/sum-figures.ts";

/**
 * Makes the steps of an answer from rows in any order, and from days whose hours are written out. Rows come in order of time, then of key.
 * Stops after a day with which they are more than `max`.
 */
export const toSeries = (
  rows: readonly FigureRow[],
  by: StatsBy | undefined,
  days: readonly DayHours[] = [],
  max = Number.POSITIVE_INFINITY,
): StatsView["data"] => {
  const steps = new Map<number, Step>();
  let count = 0;
  const stepAt = (time: number) => {
    const step = steps.get(time) ?? { at: new Date(time).toISOString(), rows: [] };
    steps.set(time, step);
    count++;
    return step;
  };
  for (const { at, hours, ...names } of days) {
    readHours(hours, { dayAt: at.getTime(), key: keyOf(names, by), isByOutcome: by === "outcome" }, stepAt);
    if (count > max) break;
  }
  for (const group of Map.groupBy(rows, (row) => `${row.at.getTime()} ${keyOf(row, by) ?? ""}`).values()) {
    const [row] = group;
    if (!row) continue;
    const step = stepAt(row.at.getTime());
    const parts = by === "outcome" ? sumByOutcome(group) : [{ key: keyOf(row, by), figures: sumFigures(group) }];
    step.rows.push(...parts.map(({ key, figures }) => ({ at: step.at, key, ...figures })));
  }
  // Outcomes of a step come from one group, in their own order.
  const isByName = by === "webhook" || by === "event";
  return [...steps]
    .sort(([a], [b]) => a - b)
    .flatMap(([, step]) => (isByName ? step.rows.sort((a, b) => ((a.key ?? "") < (b.key ?? "") ? -1 : 1)) : step.rows));
};

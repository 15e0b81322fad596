import { readHours } from "#domain/figures/day-hours.ts";
import type { DayHours } from "#domain/figures/read-figures.ts";
import type { FiguresView, StatsBy, StatsView } from "#domain/figures/stats.schema.ts";
import { type FigureRow, keyOf, sumByOutcome, sumFigures } from "#domain/figures/sum-figures.ts";

type Entry = { key: string | null; figures: FiguresView };

/**
 * Makes the steps of an answer from rows in any order, and from days whose hours are written out. Steps come in order of time, then of key.
 * Stops after a day with which they are more than `max`.
 */
export const toSeries = (
  rows: readonly FigureRow[],
  by: StatsBy | undefined,
  days: readonly DayHours[] = [],
  max = Number.POSITIVE_INFINITY,
): StatsView["data"] => {
  const byTime = new Map<number, Entry[]>();
  let count = 0;
  const add = (at: number, entry: Entry) => {
    const entries = byTime.get(at);
    if (entries) entries.push(entry);
    else byTime.set(at, [entry]);
    count++;
  };
  for (const { at, hours, ...names } of days) {
    const key = keyOf(names, by);
    readHours(hours, { dayAt: at.getTime(), by }, (hour) =>
      add(hour.at, { key: hour.outcome ?? key, figures: hour.figures }),
    );
    if (count > max) break;
  }
  for (const group of Map.groupBy(rows, (row) => `${row.at.getTime()} ${keyOf(row, by) ?? ""}`).values()) {
    const [row] = group;
    if (!row) continue;
    const at = row.at.getTime();
    if (by === "outcome") for (const part of sumByOutcome(group)) add(at, part);
    else add(at, { key: keyOf(row, by), figures: sumFigures(group) });
  }
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .flatMap(([time, entries]) => {
      const at = new Date(time).toISOString();
      // Outcomes of a step come from one row or group, in their own order.
      if (by === "webhook" || by === "event") entries.sort((a, b) => ((a.key ?? "") < (b.key ?? "") ? -1 : 1));
      return entries.map(({ key, figures }) => ({ at, key, ...figures }));
    });
};

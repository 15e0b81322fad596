import { HOURS_KEPT_DAYS, MINUTES_KEPT_HOURS, type StatsStep } from "#domain/figures/stats.values.ts";

type FigureStep = { unit: StatsStep; minutes: number; keptHours: number };

/** Lengths of the steps that are counted, and how long their rows are kept. */
export const FIGURE_STEPS: readonly FigureStep[] = [
  { unit: "minute", minutes: 1, keptHours: MINUTES_KEPT_HOURS },
  { unit: "hour", minutes: 60, keptHours: HOURS_KEPT_DAYS * 24 },
  { unit: "day", minutes: 1_440, keptHours: HOURS_KEPT_DAYS * 24 },
];

export const MINUTES_OF: Record<StatsStep, number> = { minute: 1, hour: 60, day: 1_440 };

/** SQL of a table `step (unit, minutes, kept)`. */
export const STEPS_SQL = `(VALUES ${FIGURE_STEPS.map(
  ({ unit, minutes, keptHours }) => `('${unit}', ${minutes}, interval '${keptHours} hours')`,
).join(", ")}) AS step (unit, minutes, kept)`;

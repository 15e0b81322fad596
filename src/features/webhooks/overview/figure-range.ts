import type { StatsView } from "#domain/figures/stats.schema.ts";

export const RANGES = {
  day: { step: "hour", steps: 24 },
  week: { step: "hour", steps: 168 },
  month: { step: "day", steps: 30 },
} as const;

export type RangeName = keyof typeof RANGES;

const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const;

/** Range that ends with the present step, so that its query stays the same until the next one. */
export const rangeOf = (name: RangeName, now: number): { since: string; until: string } => {
  const { step, steps } = RANGES[name];
  const end = (Math.floor(now / STEP_MS[step]) + 1) * STEP_MS[step];
  return { since: new Date(end - steps * STEP_MS[step]).toISOString(), until: new Date(end).toISOString() };
};

type Row = StatsView["data"][number];

export type FigureSeries = {
  at: string[];
  delivered: number[];
  failed: number[];
  canceled: number[];
  p95Ms: (number | null)[];
};

/** Fills the steps in which nothing ended, which answers leave out. */
export const figureSeries = (name: RangeName, since: string, rows: readonly Row[]): FigureSeries => {
  const { step, steps } = RANGES[name];
  const byStart = new Map(rows.map((row) => [Date.parse(row.at), row]));
  const starts = Array.from({ length: steps }, (_, index) => Date.parse(since) + index * STEP_MS[step]);
  const each = <Value>(read: (row: Row | undefined) => Value) => starts.map((start) => read(byStart.get(start)));
  return {
    at: starts.map((start) => new Date(start).toISOString()),
    delivered: each((row) => row?.deliveries.delivered ?? 0),
    failed: each((row) => row?.deliveries.failed ?? 0),
    canceled: each((row) => row?.deliveries.canceled ?? 0),
    p95Ms: each((row) => row?.p95Ms ?? null),
  };
};

type Ended = { delivered: number; failed: number };

/** Part of the deliveries that succeeded, of those that succeeded or failed for good; null without any. */
export const successRate = ({ delivered, failed }: Ended): number | null =>
  delivered + failed === 0 ? null : delivered / (delivered + failed);

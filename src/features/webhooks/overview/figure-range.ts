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

type Attempts = Row["attempts"];

export type FigureSeries = { at: string[]; succeeded: number[]; failed: number[]; p95Ms: (number | null)[] };

const failedOf = ({ "2xx": _, ...failed }: Attempts): number =>
  Object.values(failed).reduce((sum, count) => sum + count, 0);

/** Requests of each step, also of those in which nothing ended, which answers leave out. */
export const figureSeries = (name: RangeName, since: string, rows: readonly Row[]): FigureSeries => {
  const { step, steps } = RANGES[name];
  const byStart = new Map(rows.map((row) => [Date.parse(row.at), row]));
  const starts = Array.from({ length: steps }, (_, index) => Date.parse(since) + index * STEP_MS[step]);
  const each = <Value>(read: (row: Row | undefined) => Value) => starts.map((start) => read(byStart.get(start)));
  return {
    at: starts.map((start) => new Date(start).toISOString()),
    succeeded: each((row) => row?.attempts["2xx"] ?? 0),
    failed: each((row) => (row ? failedOf(row.attempts) : 0)),
    p95Ms: each((row) => row?.p95Ms ?? null),
  };
};

/** Part of the requests that succeeded; null without any. A webhook whose deliveries all wait for a retry has one too. */
export const successRate = (attempts: Attempts): number | null => {
  const failed = failedOf(attempts);
  return attempts["2xx"] + failed === 0 ? null : attempts["2xx"] / (attempts["2xx"] + failed);
};

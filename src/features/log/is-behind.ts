import type { LogRow } from "#domain/deliveries/log-row.schema.ts";
import type { HistogramRange } from "#features/log/histogram-range.ts";

type Row = Pick<LogRow, "status" | "createdAt" | "lastAttemptAt">;

/**
 * Tells that the log shows a delivery which ended in the chart's time. A chart without bars then waits for its count. Only a time that
 * reaches `now` can be behind.
 */
export const isBehind = (
  rows: readonly Row[],
  { since, until, outcomes }: Omit<HistogramRange, "step">,
  now: number,
): boolean =>
  Date.parse(until) >= now &&
  rows.some(
    ({ status, createdAt, lastAttemptAt }) =>
      outcomes.some((outcome) => outcome === status) && Date.parse(lastAttemptAt ?? createdAt) >= Date.parse(since),
  );

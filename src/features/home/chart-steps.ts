import type { StatsView } from "#domain/figures/stats.schema.ts";
import type { Range } from "#features/home/home-range.ts";
import { daysBetween, startOfDay } from "#features/home/local-days.ts";
import { hoursBetween } from "#features/list-inputs.ts";

type Row = Pick<StatsView["data"][number], "at" | "deliveries" | "p95Ms">;

export type ChartSteps = {
  at: string[];
  delivered: number[];
  failed: number[];
  canceled: number[];
  p95Ms: (number | null)[];
};

const HALF_DAY_MS = 43_200_000;

/** Fills hours without figures with zeros. */
export const hourSteps = (rows: readonly Row[], range: Range): ChartSteps => {
  const byHour = new Map(rows.map((row) => [Date.parse(row.at), row]));
  const at = hoursBetween(range);
  const found = at.map((start) => byHour.get(Date.parse(start)));
  return {
    at,
    delivered: found.map((row) => row?.deliveries.delivered ?? 0),
    failed: found.map((row) => row?.deliveries.failed ?? 0),
    canceled: found.map((row) => row?.deliveries.canceled ?? 0),
    p95Ms: found.map((row) => row?.p95Ms ?? null),
  };
};

/**
 * Adds hours up to days of the viewer's zone. Percentiles cannot be added: each day takes that of the UTC day which
 * covers its noon.
 */
export const daySteps = (
  hours: readonly Row[],
  utcDays: readonly Row[],
  range: Range,
  timeZone: string,
): ChartSteps => {
  const starts = daysBetween(Date.parse(range.since) + HALF_DAY_MS, Date.parse(range.until), timeZone);
  const byDay = Map.groupBy(hours, ({ at }) => startOfDay(Date.parse(at), timeZone));
  const p95ByDay = new Map(utcDays.map(({ at, p95Ms }) => [at.slice(0, 10), p95Ms]));
  const sums = (outcome: keyof Row["deliveries"]) =>
    starts.map((start) => (byDay.get(start) ?? []).reduce((sum, { deliveries }) => sum + deliveries[outcome], 0));
  return {
    at: starts.map((start) => new Date(start).toISOString()),
    delivered: sums("delivered"),
    failed: sums("failed"),
    canceled: sums("canceled"),
    p95Ms: starts.map((start) => p95ByDay.get(new Date(start + HALF_DAY_MS).toISOString().slice(0, 10)) ?? null),
  };
};

import { HOURS_KEPT_DAYS, MINUTES_KEPT_HOURS, type StatsStep } from "#domain/figures/stats.values.ts";
import type { LogFilters } from "#features/deliveries/log-filters.ts";

const HOUR_MS = 3_600_000;
const STEP_MS = { minute: 60_000, hour: HOUR_MS, day: 24 * HOUR_MS } as const satisfies Record<StatsStep, number>;
/** Without a time filter. */
const DEFAULT_MS = 24 * HOUR_MS;
const MINUTES_UP_TO_MS = 3 * HOUR_MS;
const HOURS_UP_TO_MS = 8 * 24 * HOUR_MS;

/** From the bottom of a bar to its top, as on the start page. */
export const OUTCOMES = ["delivered", "canceled", "failed"] as const;
export type HistogramOutcome = (typeof OUTCOMES)[number];

export type HistogramRange = { since: string; until: string; step: StatsStep; outcomes: readonly HistogramOutcome[] };

/**
 * Returns what the chart above the log shows, or null where figures cannot follow the filters: they count deliveries that ended, by
 * webhook, event and status, without tests. `now` is rounded up to a step, so that the answer can be reused.
 */
export const histogramRange = (filters: LogFilters, now: number): HistogramRange | null => {
  const { httpStatus, error, eventId, q, tests, status } = filters;
  if (httpStatus.length > 0 || error.length > 0 || eventId !== "" || q !== "" || tests !== "hidden") return null;
  const outcomes = OUTCOMES.filter((one) => status.length === 0 || status.includes(one));
  if (outcomes.length === 0) return null;
  const end = filters.until ? Math.min(Date.parse(filters.until), now) : now;
  const start = filters.since ? Date.parse(filters.since) : end - DEFAULT_MS;
  if (start >= end || start < now - HOURS_KEPT_DAYS * STEP_MS.day) return null;
  const step = stepOf(end - start, now - start);
  const round = (at: number, to: "floor" | "ceil") =>
    new Date(Math[to](at / STEP_MS[step]) * STEP_MS[step]).toISOString();
  return { since: round(start, "floor"), until: round(end, "ceil"), step, outcomes };
};

const stepOf = (lengthMs: number, ageMs: number): StatsStep => {
  if (lengthMs <= MINUTES_UP_TO_MS && ageMs < (MINUTES_KEPT_HOURS - 1) * HOUR_MS) return "minute";
  return lengthMs <= HOURS_UP_TO_MS ? "hour" : "day";
};

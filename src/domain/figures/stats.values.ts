/** Lengths of a row's time, in UTC. */
export const STATS_STEPS = ["minute", "hour", "day"] as const;
export type StatsStep = (typeof STATS_STEPS)[number];

/** Rows of one answer. */
export const STATS_ROWS_MAX = 10_000;
/** Reach of figures by the minute. */
export const MINUTES_KEPT_HOURS = 48;
/** Reach of figures by the hour and the day. */
export const HOURS_KEPT_DAYS = 90;
/** Reach of figures of the sandbox. */
export const SANDBOX_FIGURES_KEPT_DAYS = 7;

const STEP_MS: Record<StatsStep, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Starts of the steps from `since` to `until`, for charts: answers leave out steps in which nothing ended. */
export const stepsBetween = (step: StatsStep, { since, until }: { since: Date; until: Date }): string[] => {
  const first = Math.floor(since.getTime() / STEP_MS[step]);
  const end = Math.ceil(until.getTime() / STEP_MS[step]);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) =>
    new Date((first + index) * STEP_MS[step]).toISOString(),
  );
};

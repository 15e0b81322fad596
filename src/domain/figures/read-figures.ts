import type { Deps } from "#domain/context.ts";
import { eventTypeNames } from "#domain/event-types/catalog.ts";
import { coverRange } from "#domain/figures/cover-range.ts";
import { MINUTES_OF } from "#domain/figures/figure-steps.ts";
import {
  type DayKey,
  READ_CAUSES,
  READ_DAYS,
  READ_FIGURES,
  READ_HOURS_OF,
  type SegmentRow,
  WEBHOOKS_SINCE,
} from "#domain/figures/read-figures.sql.ts";
import type { StatsBy } from "#domain/figures/stats.schema.ts";
import { HOURS_KEPT_DAYS, SANDBOX_FIGURES_KEPT_DAYS, type StatsStep } from "#domain/figures/stats.values.ts";
import type { FigureRow } from "#domain/figures/sum-figures.ts";
import type { Mode } from "#domain/mode.schema.ts";

/** Null: all of them. */
type Asked = { tenantId: string; mode: Mode; webhookIds: readonly string[] | null; events: readonly string[] | null };
type Range = { step: StatsStep; since: Date; until: Date };

/** Stands for all webhooks, or all event types, in rows of `webhook_figure`. */
const ALL = [""];
const CAUSES_MAX = 100;
const DAY_MS = 86_400_000;

type ReadDeps = Pick<Deps, "sql" | "clock" | "platformTypes">;
type AskedBy = Asked & { by: StatsBy | undefined; limit: number };

/**
 * Reads the rows of an answer, at most `limit`. Rows of all webhooks and of all event types are counted too, so a total adds up none. One
 * step of the answer may be several rows where the range begins or ends within it.
 */
export const readFigures = async (
  deps: ReadDeps,
  { tenantId, mode, step, since, until, limit, ...asked }: AskedBy & Range,
): Promise<FigureRow[]> => {
  const names = await namesOf(deps, { tenantId, mode, since, ...asked });
  const segments = segmentsOf({ step, since, until }, deps.clock());
  return deps.sql(...READ_FIGURES({ tenantId, mode, step, ...names, segments, limit }));
};

/** A day, a webhook and an event type, with the answers of its hours (`day-hours.ts`). */
export type DayHours = { webhookId: string; event: string; at: Date; hours: string };

/**
 * Reads an answer by the hour whose steps add up no webhooks and no event types. Whole days come with their hours written out, other hours
 * as rows: those at the ends of the range, and those of a day that changed lately. At most `limit` rows of each kind.
 */
export const readHourly = async (
  deps: ReadDeps,
  { tenantId, mode, since, until, limit, ...asked }: AskedBy & Omit<Range, "step">,
): Promise<{ rows: FigureRow[]; days: DayHours[] }> => {
  const { sql, clock } = deps;
  const names = await namesOf(deps, { tenantId, mode, since, ...asked });
  const now = clock();
  const segments = segmentsOf({ step: "hour", since, until }, now);
  const whole = wholeDays(segments, mode, now);
  const rest = segments.flatMap((segment) => without(segment, whole));
  const ofTenant = { tenantId, mode, limit };
  const [rows, days] = await Promise.all([
    sql<FigureRow>(...READ_FIGURES({ ...ofTenant, ...names, step: "hour", segments: rest })),
    whole
      ? sql<DayKey & { hours: string | null }>(...READ_DAYS({ ...ofTenant, ...names, ...whole, step: MINUTES_OF.day }))
      : [],
  ]);
  const changed = days.filter(({ hours }) => hours === null);
  const rowsOfChanged =
    changed.length === 0
      ? []
      : await sql<FigureRow>(...READ_HOURS_OF({ ...ofTenant, step: MINUTES_OF.hour, keys: changed }));
  return {
    rows: [...rows, ...rowsOfChanged],
    days: days.flatMap(({ hours, ...day }) => (hours === null ? [] : { ...day, hours })),
  };
};

/** Webhooks and event types whose rows make the answer. */
const namesOf = async (
  { sql, platformTypes }: Pick<Deps, "sql" | "platformTypes">,
  { tenantId, mode, webhookIds, events, by, since }: Asked & { by: StatsBy | undefined; since: Date },
): Promise<{ webhookIds: readonly string[]; events: readonly string[] }> => {
  const each = async () =>
    (await sql<{ id: string }>(...WEBHOOKS_SINCE({ tenantId, mode, since }))).map(({ id }) => id);
  const eachEvent = async () => {
    const { byName, removed } = await platformTypes.read();
    return [...eventTypeNames, ...byName.keys(), ...removed];
  };
  return {
    webhookIds: webhookIds ?? (by === "webhook" ? await each() : ALL),
    events: events ?? (by === "event" ? await eachEvent() : ALL),
  };
};

const KEPT_DAYS: Record<Mode, number> = { live: HOURS_KEPT_DAYS, test: SANDBOX_FIGURES_KEPT_DAYS };

/** Whole days among the hours of the range. Retention may have deleted the row of an older day before its hours; today goes on. */
const wholeDays = (
  segments: readonly SegmentRow[],
  mode: Mode,
  now: Date,
): Pick<SegmentRow, "startAt" | "endAt"> | null => {
  const hours = segments.find(({ minutes }) => minutes === MINUTES_OF.hour);
  if (!hours) return null;
  const keptFrom = now.getTime() - KEPT_DAYS[mode] * DAY_MS;
  const startAt = Math.ceil(Math.max(hours.startAt.getTime(), keptFrom + 1) / DAY_MS) * DAY_MS;
  const endAt = Math.floor(Math.min(hours.endAt.getTime(), now.getTime()) / DAY_MS) * DAY_MS;
  return startAt < endAt ? { startAt: new Date(startAt), endAt: new Date(endAt) } : null;
};

const without = (segment: SegmentRow, whole: Pick<SegmentRow, "startAt" | "endAt"> | null): SegmentRow[] => {
  if (!whole || segment.minutes !== MINUTES_OF.hour) return [segment];
  const parts = [
    { ...segment, endAt: whole.startAt },
    { ...segment, startAt: whole.endAt },
  ];
  return parts.filter(({ startAt, endAt }) => startAt < endAt);
};

export const readCauses = (
  { sql, clock }: Pick<Deps, "sql" | "clock">,
  { tenantId, mode, webhookIds, since, until }: Omit<Asked, "events"> & Omit<Range, "step">,
): Promise<{ cause: string; count: number; lastAt: Date }[]> =>
  sql(
    ...READ_CAUSES({
      tenantId,
      mode,
      webhookIds,
      segments: segmentsOf({ since, until, step: "day" }, clock()),
      limit: CAUSES_MAX,
    }),
  );

const segmentsOf = (range: Range, now: Date): SegmentRow[] =>
  coverRange({ ...range, now }).map(({ unit, from, to }) => ({
    minutes: MINUTES_OF[unit],
    startAt: new Date(from),
    endAt: new Date(to),
  }));

import type { Deps } from "#domain/context.ts";
import { eventTypeNames } from "#domain/event-types/catalog.ts";
import { coverRange } from "#domain/figures/cover-range.ts";
import { MINUTES_OF } from "#domain/figures/figure-steps.ts";
import { READ_CAUSES, READ_FIGURES, type SegmentRow, WEBHOOKS_SINCE } from "#domain/figures/read-figures.sql.ts";
import type { StatsBy } from "#domain/figures/stats.schema.ts";
import type { StatsStep } from "#domain/figures/stats.values.ts";
import type { FigureRow } from "#domain/figures/sum-figures.ts";
import type { Mode } from "#domain/mode.schema.ts";

/** Null: all of them. */
type Asked = { tenantId: string; mode: Mode; webhookIds: readonly string[] | null; events: readonly string[] | null };
type Range = { step: StatsStep; since: Date; until: Date };

/** Stands for all webhooks, or all event types, in rows of `webhook_figure`. */
const ALL = [""];
const CAUSES_MAX = 100;

/**
 * Reads the rows of an answer, in order of time, at most `limit`. Rows of all webhooks and of all event types are counted too, so a
 * total adds up none. One step of the answer may be several rows where the range begins or ends within it.
 */
export const readFigures = async (
  { sql, clock, platformTypes }: Pick<Deps, "sql" | "clock" | "platformTypes">,
  {
    tenantId,
    mode,
    webhookIds,
    events,
    by,
    limit,
    ...range
  }: Asked & Range & { by: StatsBy | undefined; limit: number },
): Promise<FigureRow[]> => {
  const each = async () =>
    (await sql<{ id: string }>(...WEBHOOKS_SINCE({ tenantId, mode, since: range.since }))).map(({ id }) => id);
  const eachEvent = async () => {
    const { byName, removed } = await platformTypes.read();
    return [...eventTypeNames, ...byName.keys(), ...removed];
  };
  return sql<FigureRow>(
    ...READ_FIGURES({
      tenantId,
      mode,
      step: range.step,
      webhookIds: webhookIds ?? (by === "webhook" ? await each() : ALL),
      events: events ?? (by === "event" ? await eachEvent() : ALL),
      segments: segmentsOf(range, clock()),
      limit,
    }),
  );
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

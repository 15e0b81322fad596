import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { countWaitingByWebhook } from "#domain/figures/count-waiting.ts";
import { findUncounted } from "#domain/figures/find-uncounted.ts";
import { readFigures, readHourly } from "#domain/figures/read-figures.ts";
import type {
  ByWebhookInput,
  ByWebhookView,
  FiguresView,
  StatsInput,
  StatsView,
  TotalsInput,
  TotalsView,
} from "#domain/figures/stats.schema.ts";
import { MINUTES_KEPT_HOURS, STATS_ROWS_MAX, type StatsStep } from "#domain/figures/stats.values.ts";
import { type FigureRow, sumFigures } from "#domain/figures/sum-figures.ts";
import { toSeries } from "#domain/figures/to-series.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The ends of a range are a few rows more, and a step may add up several webhooks or event types. */
const ROWS_READ_MAX = 2 * STATS_ROWS_MAX;

type StatsDeps = Pick<Deps, "sql" | "clock" | "platformTypes">;

/**
 * Reads counts and percentiles by step, at most 10 seconds behind the rows. `invalid`: an empty range, minutes from more than 48 hours
 * ago, or an answer of more than `STATS_ROWS_MAX` rows.
 */
export const getStats = async (deps: StatsDeps, actor: Actor, input: StatsInput): Promise<StatsView> => {
  const { by, step } = input;
  const now = deps.clock();
  const until = input.until ? instantOf(input.until) : now;
  const since = input.since
    ? instantOf(input.since)
    : new Date(until.getTime() - (step === "day" ? 30 * DAY_MS : DAY_MS));
  checkRange({ since, until, step, now });
  const asked = askedOf(actor, { mode: input.mode, webhookIds: input.webhookId, events: input.event });
  const [data, waiting] = await Promise.all([
    readSeries(deps, { ...asked, by, step, since, until }),
    countWaitingByWebhook(deps, asked),
  ]);
  return { data, waiting: sumOf(waiting) };
};

/** Adds up the whole range. Figures without a success or an attempt are compared with the newest rows. */
export const getTotals = async (deps: StatsDeps, actor: Actor, input: TotalsInput): Promise<TotalsView> => {
  const range = rangeOf(deps, input);
  const asked = askedOf(actor, {
    mode: input.mode,
    webhookIds: input.webhookId === undefined ? undefined : [input.webhookId],
    events: input.event,
  });
  const [rows, waiting] = await Promise.all([
    readAll(deps, { ...asked, by: undefined, step: "day", ...range }),
    countWaitingByWebhook(deps, asked),
  ]);
  const figures = sumFigures(rows);
  return { ...figures, waiting: sumOf(waiting), isBehind: await areBehind(deps, figures, { ...asked, ...range }) };
};

/** The rows are looked at after the figures: those that are counted in between make no difference. */
const areBehind = async (
  deps: StatsDeps,
  { deliveries, attempts }: FiguresView,
  asked: Parameters<typeof findUncounted>[1],
): Promise<boolean> => {
  const [isWithoutSuccess, isWithoutAttempt] = [
    deliveries.delivered === 0,
    Object.values(attempts).every((attempts) => attempts === 0),
  ];
  if ((!isWithoutSuccess && !isWithoutAttempt) || asked.until < deps.clock()) return false;
  const { hasAttempts, hasDelivered } = await findUncounted(deps, asked);
  return (isWithoutSuccess && hasDelivered) || (isWithoutAttempt && hasAttempts);
};

/** Reads totals and outcomes by step of all webhooks: those in use, and those in which something ended. */
export const getStatsByWebhook = async (
  deps: StatsDeps,
  actor: Actor,
  input: ByWebhookInput,
): Promise<ByWebhookView> => {
  const { step } = input;
  const { since, until } = rangeOf(deps, input);
  const asked = askedOf(actor, { mode: input.mode });
  const [rows, waiting] = await Promise.all([
    readAll(deps, { ...asked, by: "webhook", step, since, until }),
    countWaitingByWebhook(deps, asked),
  ]);
  const byWebhook = Map.groupBy(rows, ({ webhookId }) => webhookId);
  return {
    data: [...new Set([...waiting.keys(), ...byWebhook.keys()])].sort().map((webhookId) => {
      const own = byWebhook.get(webhookId) ?? [];
      return {
        webhookId,
        totals: { ...sumFigures(own), waiting: waiting.get(webhookId) ?? 0 },
        series: toSeries(own, undefined).map(({ at, deliveries }) => ({ at, ...deliveries })),
      };
    }),
  };
};

type Asked = Omit<Parameters<typeof readFigures>[1], "limit">;

const readAll = async (deps: StatsDeps, asked: Asked): Promise<FigureRow[]> => {
  const rows = await readFigures(deps, { ...asked, limit: ROWS_READ_MAX + 1 });
  if (rows.length > ROWS_READ_MAX) throw tooMany();
  return rows;
};

const readSeries = async (deps: StatsDeps, asked: Asked): Promise<StatsView["data"]> => {
  const { by, step, webhookIds, events } = asked;
  const addsUp = (by !== "webhook" && (webhookIds?.length ?? 1) > 1) || (by !== "event" && (events?.length ?? 1) > 1);
  const { rows, days } =
    step === "hour" && !addsUp
      ? await readHourly(deps, { ...asked, limit: ROWS_READ_MAX + 1 })
      : { rows: await readAll(deps, asked), days: [] };
  if (rows.length > ROWS_READ_MAX) throw tooMany();
  const data = toSeries(rows, by, days, STATS_ROWS_MAX);
  if (data.length > STATS_ROWS_MAX) throw tooMany();
  return data;
};

export const askedOf = (
  actor: Actor,
  {
    mode,
    webhookIds,
    events,
  }: { mode: StatsInput["mode"]; webhookIds?: readonly string[] | undefined; events?: readonly string[] | undefined },
) => ({
  tenantId: actor.tenantId,
  mode: listedMode(actor, mode),
  webhookIds: webhookIds ?? null,
  events: events ?? null,
});

export const rangeOf = ({ clock }: Pick<Deps, "clock">, input: { since: string; until: string }) => {
  const range = { since: instantOf(input.since), until: instantOf(input.until) };
  checkRange({ ...range, step: "day", now: clock() });
  return range;
};

const checkRange = ({ since, until, step, now }: { since: Date; until: Date; step: StatsStep; now: Date }) => {
  if (since >= until)
    throw new DomainError("invalid", "The range is empty.", [
      { path: "since", message: "must be before until", reason: "range_empty" },
    ]);
  if (step === "minute" && since.getTime() < now.getTime() - MINUTES_KEPT_HOURS * HOUR_MS)
    throw new DomainError("invalid", "Figures by the minute reach 48 hours back.", [
      {
        path: "since",
        message: `with step=minute at most ${MINUTES_KEPT_HOURS} hours ago: use step=hour`,
        reason: "range_too_old",
        values: { hours: MINUTES_KEPT_HOURS },
      },
    ]);
};

const tooMany = () =>
  new DomainError("invalid", "The answer would be too large.", [
    {
      path: "step",
      message: `more than ${STATS_ROWS_MAX} rows: use a longer step, a shorter range, or name fewer webhooks or events`,
      reason: "range_too_large",
      values: { max: STATS_ROWS_MAX },
    },
  ]);

const sumOf = (waiting: Map<string, number>): number => waiting.values().reduce((sum, count) => sum + count, 0);

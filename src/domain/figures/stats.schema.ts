import { z } from "zod";
import { EVENT_NAME_CHARS_MAX, objectId, severalOf } from "#domain/bounded.schema.ts";
import { STATS_ROWS_MAX, STATS_STEPS } from "#domain/figures/stats.values.ts";
import { instant } from "#domain/instant.schema.ts";
import { mode, modeFilter } from "#domain/mode.schema.ts";

const statsStep = z.enum(STATS_STEPS);
const statsBy = z.enum(["webhook", "event", "outcome"]);

const webhookIds = severalOf(objectId).optional();
const events = severalOf(z.string().max(EVENT_NAME_CHARS_MAX)).optional();

/** Time is half-open, [since, until). `mode`: see `listedMode`. */
export const statsInput = z.object({
  since: instant.optional().describe("Default: 24 hours before until; 30 days with step=day"),
  until: instant.optional().describe("Default: now. Not included"),
  by: statsBy.optional().describe("One row for each webhook, event type or outcome, named by key"),
  step: statsStep.default("hour").describe("Length of a row's time, in UTC. minute reaches 48 hours back"),
  webhookId: webhookIds.describe("Counts deliveries to these webhooks only"),
  event: events.describe("Counts these event types only"),
  mode: modeFilter,
});

const range = z.strictObject({ mode: mode.optional(), since: instant, until: instant });

export const totalsInput = range.extend({ webhookId: objectId.optional(), event: events });
export const byWebhookInput = range.extend({ step: z.enum(["hour", "day"]) });
export const causesInput = range.extend({ webhookId: objectId.optional() });

const count = z.int().min(0);

const endedDeliveries = z.object({ delivered: count, failed: count, canceled: count });

/** Counts deliveries and attempts when they end, without tests. Percentiles are durations of attempts, right within 10 %. */
export const figuresView = z.object({
  deliveries: endedDeliveries.describe("Deliveries that ended in this time, by the status in which they ended"),
  attempts: z
    .object({ "2xx": count, "3xx": count, "4xx": count, "5xx": count, error: count })
    .describe("Attempts that ended in this time; error: without a response"),
  firstTry: count.describe("Deliveries that succeeded at their first attempt"),
  p50Ms: z.int().nullable().describe("Median duration of the attempts; null without attempts"),
  p95Ms: z.int().nullable(),
});

/** Rows in order of time; a time in which nothing ended has no row. `key`: webhook id, event type or outcome, as `by` asks. */
export const statsView = z.object({
  data: z
    .array(figuresView.extend({ at: z.iso.datetime().describe("Start of the step"), key: z.string().nullable() }))
    .max(STATS_ROWS_MAX),
  waiting: count.describe("Deliveries that wait for an attempt now"),
});

const webhookTotals = figuresView.extend({ waiting: count });

/** `isBehind`: the rows hold attempts or successes of this time, and the figures none yet. */
export const totalsView = webhookTotals.extend({ isBehind: z.boolean() });

export const byWebhookView = z.object({
  data: z.array(
    z.object({
      webhookId: z.string(),
      totals: webhookTotals,
      /** Steps in which nothing ended are left out. */
      series: z.array(endedDeliveries.extend({ at: z.iso.datetime() })),
    }),
  ),
});

/** `cause`: an error code, or `http_503`. Most frequent first. */
export const causesView = z.object({
  data: z.array(z.object({ cause: z.string(), count, lastAt: z.iso.datetime() })),
});

export type StatsBy = z.output<typeof statsBy>;
export type StatsInput = z.output<typeof statsInput>;
export type TotalsInput = z.output<typeof totalsInput>;
export type ByWebhookInput = z.output<typeof byWebhookInput>;
export type CausesInput = z.output<typeof causesInput>;
export type FiguresView = z.output<typeof figuresView>;
export type StatsView = z.output<typeof statsView>;
export type TotalsView = z.output<typeof totalsView>;
export type ByWebhookView = z.output<typeof byWebhookView>;
export type CausesView = z.output<typeof causesView>;

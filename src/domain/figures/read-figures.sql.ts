import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

export type SegmentRow = { minutes: number; startAt: Date; endAt: Date };

const SEGMENTS = rowsOf<SegmentRow>({ minutes: "int", startAt: "timestamptz", endAt: "timestamptz" });

/** Webhooks that may have figures since then. */
export const WEBHOOKS_SINCE = statement(
  { tenantId: "text", mode: "text", since: "timestamptz" },
  ({ tenantId, mode, since }) => `
SELECT id FROM webhook_subscription WHERE tenant_id = ${tenantId} AND mode = ${mode} AND (deleted_at IS NULL OR deleted_at >= ${since})`,
);

/** Columns of a row `f` without its time. */
export const FIGURE_COLUMNS = `f.webhook_id AS "webhookId", f.event, f.delivered, f.failed, f.canceled, f.first_try AS "firstTry",
  f.http_2xx AS "2xx", f.http_3xx AS "3xx", f.http_4xx AS "4xx", f.http_5xx AS "5xx", f.error, f.latency::text AS latency`;

/**
 * Reads rows by the steps of the answer, in no order, one segment after another: a join reads all rows of a tenant while the table has no
 * statistics. Under row-level security, only conditions of columns and parameters can use the index: no cast, and no subselect.
 */
export const READ_FIGURES = statement(
  {
    tenantId: "text",
    mode: "text",
    step: "text",
    webhookIds: "text[]",
    events: "text[]",
    segments: SEGMENTS,
    limit: "int",
  },
  ({ tenantId, mode, step, webhookIds, events, segments, limit }) => `
SELECT date_trunc(${step}, f.at, 'UTC') AS at, ${FIGURE_COLUMNS}
FROM ${segments.as("s")}, LATERAL (
  SELECT * FROM webhook_figure f WHERE f.tenant_id = ${tenantId} AND f.mode = ${mode} AND f.step = s.minutes
    AND f.webhook_id = ANY(${webhookIds}) AND f.event = ANY(${events}) AND f.at >= s.start_at AND f.at < s.end_at LIMIT ${limit}) f
LIMIT ${limit}`,
);

/** Most bytes of one hour in `day-hours.ts`: 16 numbers of 10 digits. */
const HOUR_BYTES_MAX = 16 * 11;

/**
 * Reads the days of a range with their hours. The rows end after the bytes that `limit` hours can have. `step` is a parameter: for a plan that
 * is kept, PostgreSQL chooses the index of a step by time, which reads the rows of all tenants (measured).
 */
export const READ_DAYS = statement(
  {
    tenantId: "text",
    mode: "text",
    step: "int",
    webhookIds: "text[]",
    events: "text[]",
    startAt: "timestamptz",
    endAt: "timestamptz",
    limit: "int",
  },
  ({ tenantId, mode, step, webhookIds, events, startAt, endAt, limit }) => `
SELECT day.webhook_id AS "webhookId", day.event, day.at, day.hours FROM (
  SELECT f.*, sum(octet_length(f.hours)) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before FROM (
    SELECT f.webhook_id, f.event, f.at, f.hours FROM webhook_figure f WHERE f.tenant_id = ${tenantId} AND f.mode = ${mode}
      AND f.step = ${step} AND f.webhook_id = ANY(${webhookIds}) AND f.event = ANY(${events}) AND f.at >= ${startAt} AND f.at < ${endAt}
    LIMIT ${limit}) f
) day WHERE coalesce(day.bytes_before, 0) <= ${limit}::bigint * ${HOUR_BYTES_MAX}`,
);

export type DayKey = { webhookId: string; event: string; at: Date };

/** Reads the rows by hour of these days. */
export const READ_HOURS_OF = statement(
  {
    tenantId: "text",
    mode: "text",
    step: "int",
    keys: rowsOf<DayKey>({ webhookId: "text", event: "text", at: "timestamptz" }),
    limit: "int",
  },
  ({ tenantId, mode, step, keys, limit }) => `
SELECT f.* FROM ${keys.as("k")}, LATERAL (
  SELECT f.at, ${FIGURE_COLUMNS} FROM webhook_figure f WHERE f.tenant_id = ${tenantId} AND f.mode = ${mode} AND f.step = ${step}
    AND f.webhook_id = k.webhook_id AND f.event = k.event AND f.at >= k.at AND f.at < k.at + interval '24 hours' LIMIT ${limit}) f
LIMIT ${limit}`,
);

export const READ_CAUSES = statement(
  { tenantId: "text", mode: "text", webhookIds: "text[]", segments: SEGMENTS, limit: "int" },
  ({ tenantId, mode, webhookIds, segments, limit }) => `
SELECT c.cause, sum(c.count)::int AS count, max(c.last_at) AS "lastAt" FROM ${segments.as("s")}, LATERAL (
  SELECT * FROM webhook_cause c WHERE c.tenant_id = ${tenantId} AND c.mode = ${mode} AND c.step = s.minutes
    AND c.at >= s.start_at AND c.at < s.end_at AND (${webhookIds} IS NULL OR c.webhook_id = ANY(${webhookIds})) OFFSET 0) c
GROUP BY c.cause HAVING sum(c.count) > 0 ORDER BY 2 DESC, 1 LIMIT ${limit}`,
);

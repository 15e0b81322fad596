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

/**
 * Reads rows by the steps of the answer, one segment after another: a join reads all rows of a tenant while the table has no statistics.
 * Under row-level security, only conditions of columns and parameters can use the index: no cast, and no subselect.
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
SELECT date_trunc(${step}, f.at, 'UTC') AS at, f.webhook_id AS "webhookId", f.event, f.delivered, f.failed, f.canceled,
  f.first_try AS "firstTry", f.http_2xx AS "2xx", f.http_3xx AS "3xx", f.http_4xx AS "4xx", f.http_5xx AS "5xx", f.error,
  f.latency::text AS latency
FROM ${segments.as("s")}, LATERAL (
  SELECT * FROM webhook_figure f WHERE f.tenant_id = ${tenantId} AND f.mode = ${mode} AND f.step = s.minutes
    AND f.webhook_id = ANY(${webhookIds}) AND f.event = ANY(${events}) AND f.at >= s.start_at AND f.at < s.end_at LIMIT ${limit}) f
ORDER BY 1, 2, 3 LIMIT ${limit}`,
);

export const READ_CAUSES = statement(
  { tenantId: "text", mode: "text", webhookIds: "text[]", segments: SEGMENTS, limit: "int" },
  ({ tenantId, mode, webhookIds, segments, limit }) => `
SELECT c.cause, sum(c.count)::int AS count, max(c.last_at) AS "lastAt" FROM ${segments.as("s")}, LATERAL (
  SELECT * FROM webhook_cause c WHERE c.tenant_id = ${tenantId} AND c.mode = ${mode} AND c.step = s.minutes
    AND c.at >= s.start_at AND c.at < s.end_at AND (${webhookIds} IS NULL OR c.webhook_id = ANY(${webhookIds})) OFFSET 0) c
GROUP BY c.cause HAVING sum(c.count) > 0 ORDER BY 2 DESC, 1 LIMIT ${limit}`,
);

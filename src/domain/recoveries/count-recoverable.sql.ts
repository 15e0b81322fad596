import {
  BETWEEN,
  deliveriesBetween,
  eventsOfTime,
  IS_RECOVERABLE,
  missingOf,
  WANTED,
  WINDOW,
} from "#domain/recoveries/recoverable.sql.ts";
import { statement } from "#domain/sql/statement.ts";

export const COUNT_DELIVERIES = statement(
  { ...BETWEEN, statuses: "text[]" },
  ({ statuses, ...between }) => `
WITH seen AS MATERIALIZED (
  SELECT id, event_id, status, test, due_at FROM (${deliveriesBetween(between)}
  ) d
)
SELECT (SELECT count(*)::int FROM seen d WHERE d.status = ANY(${statuses}) AND ${IS_RECOVERABLE}) AS count,
  count(*)::int AS seen, max(id) AS last FROM seen`,
);

export const COUNT_MISSING = statement(
  { tenantId: "text", subscriptionId: "text", ...WINDOW, ...WANTED },
  (sql) => `
WITH seen AS MATERIALIZED (${eventsOfTime(sql)}
)
SELECT (
    SELECT coalesce(sum(needs_delivery::int + cardinality(needs_derived)), 0)::int FROM (${missingOf(sql)}) missing
  ) AS count, count(*)::int AS seen, max(id) AS last FROM seen`,
);

import { bodyBytesSql, storedBodySql } from "#domain/payload-body.ts";
import { statement } from "#domain/sql/statement.ts";

const EVENTS = 200;
/** Bounds one statement, up to one payload more. */
export const READ_BYTES = 1024 * 1024;

/** Plain bodies without the needle stay in the database; packed ones, which are short, are returned. Sizes are known without reading payloads. */
export const FIND_EVENTS_OF_CUSTOMER = statement(
  { tenantId: "text", after: "text", end: "text", needle: "bytea" },
  ({ tenantId, after, end, needle }) => `
WITH next AS MATERIALIZED (
  SELECT id, source_event_id FROM webhook_event WHERE tenant_id = ${tenantId} AND id > ${after} AND id < ${end} ORDER BY id LIMIT ${EVENTS}
), sized AS MATERIALIZED (
  SELECT next.*, coalesce(sum(${bodyBytesSql("p")}) OVER (
      ORDER BY next.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before
  FROM next LEFT JOIN webhook_payload p ON p.event_id = next.id
), page AS MATERIALIZED (
  SELECT * FROM sized WHERE bytes_before < ${READ_BYTES}
), scan AS (
  SELECT max(id) AS last, count(*) < ${EVENTS} AND count(*) = (SELECT count(*) FROM next) AS is_end FROM page
)
SELECT scan.last, scan.is_end AS "isEnd", f.id, f."sourceId", f."isDerived", f.body FROM scan LEFT JOIN (
  SELECT page.id, coalesce(page.source_event_id, page.id) AS "sourceId", page.source_event_id IS NOT NULL AS "isDerived", ${storedBodySql("p")} AS body
  FROM page JOIN webhook_payload p ON p.event_id = page.id WHERE p.packed IS NOT NULL OR position(${needle} IN p.body) > 0
) f ON true ORDER BY f.id`,
);

import { EVENTS_CHANNEL } from "#domain/context.ts";
import { EVENT_COLUMNS, insertEvents } from "#domain/sql/insert-events.ts";
import { type RowsSql, rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { REMOVED_DAYS, TENANT_REMOVED, UNKNOWN_TENANT } from "#domain/unknown-tenants.values.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";

export const EVENTS = rowsOf<NewEvent>({
  ...EVENT_COLUMNS,
  externalId: "text",
  dueAt: "timestamptz",
  rejectedReason: "text",
  traceParent: "text",
});

/** SQL: the first event of an external id stays. The update never changes a row: `refuse_other_event` raises an error. */
export const ONE_AN_EXTERNAL_ID = `ON CONFLICT (tenant_id, external_id) WHERE external_id IS NOT NULL AND status <> 'rejected'
    DO UPDATE SET event = refuse_other_event(e.event, excluded.event) WHERE e.event <> excluded.event`;

/** Columns of accepted events, and one accepted event for each external id. */
const ONCE = {
  more: ["external_id", "due_at", "status", "rejected_reason", "order_no", "trace_parent"],
  orderBy: "tenant_id, external_id, place",
  onConflict: ONE_AN_EXTERNAL_ID,
};

/**
 * SQL: CTEs that store events of known tenants. `input` has the rows to insert, `event` those that were, `unknown` the unknown tenants.
 *
 * @param condition of the whole
 */
export const insertAccepted = (
  events: RowsSql<"body">,
  { condition = "true", hasOutbox = true }: { condition?: string; hasOutbox?: boolean } = {},
) => `given AS (
  SELECT i.*, nextval('webhook_event_order') AS order_no,
    CASE WHEN rejected_reason IS NOT NULL THEN 'rejected' WHEN due_at IS NOT NULL THEN 'scheduled' ELSE 'accepted' END AS status
  FROM ${events.as("i", "place")}
), unknown AS (
  SELECT DISTINCT g.tenant_id FROM given g
  WHERE NOT EXISTS (SELECT 1 FROM tenant t WHERE t.id = g.tenant_id AND t.removing_at IS NULL)
), input AS (
  SELECT * FROM given i
  WHERE ${condition} AND NOT EXISTS (SELECT 1 FROM unknown) AND (rejected_reason IS NULL OR NOT EXISTS (
    SELECT 1 FROM webhook_event f WHERE f.tenant_id = i.tenant_id AND f.external_id = i.external_id
      AND f.status <> 'rejected' AND f.external_id IS NOT NULL))
), ${insertEvents({ events, from: "input", ...ONCE, hasOutbox })}`;

/**
 * Numbers events in the order of the request. Sorts rows by their unique key, because unordered requests deadlock. A rejected event whose external id was accepted before adds no row. `announcement`
 * wakes the workers at the commit; null = it does not.
 */
export const STORE = statement(
  { events: EVENTS, announcement: "text" },
  ({ events, announcement }) => `
WITH ${insertAccepted(events)}
SELECT id, NULL AS "unknownTenantId" FROM event UNION ALL SELECT NULL, tenant_id FROM unknown
UNION ALL SELECT NULL, NULL FROM (
  SELECT pg_notify('${EVENTS_CHANNEL}', ${announcement}) FROM (SELECT FROM event WHERE status <> 'rejected' LIMIT 1) one
  WHERE ${announcement} IS NOT NULL
) told`,
);

/** SQL: form of an id that a tenant may have. */
const isTenantId = (id: string) => `${id} ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$'`;

/**
 * Stores events as `STORE` does. Events of unknown tenants are rejected without their body, or, with `creates`, their tenants are made first, in
 * sorted order. Announces nothing.
 */
export const STORE_AND_CREATE = statement(
  { events: EVENTS, creates: "bool" },
  ({ events, creates }) => `
WITH given AS MATERIALIZED (
  SELECT i.*, nextval('webhook_event_order') AS order_no FROM ${events.as("i", "place")}
), unknown AS MATERIALIZED (
  SELECT u.tenant_id, CASE WHEN EXISTS (SELECT FROM tenant t WHERE t.id = u.tenant_id) OR EXISTS (SELECT FROM removed_tenant r
      WHERE r.id = u.tenant_id AND r.removed_at > now() - interval '${REMOVED_DAYS} days') THEN '${TENANT_REMOVED}'
    WHEN NOT ${creates} OR NOT ${isTenantId("u.tenant_id")} THEN '${UNKNOWN_TENANT}' END AS reason
  FROM (SELECT DISTINCT tenant_id FROM given) u
  WHERE NOT EXISTS (SELECT FROM tenant t WHERE t.id = u.tenant_id AND t.removing_at IS NULL)
), made AS (
  INSERT INTO tenant (id, name) SELECT tenant_id, tenant_id FROM unknown WHERE reason IS NULL ORDER BY tenant_id ON CONFLICT (id) DO NOTHING
), judged AS (
  SELECT g.id, g.tenant_id, g.mode, g.event, g.resource_id, g.occurred_at, g.external_id, g.order_no, g.trace_parent, g.place, g.body_start, r.reason AS rejected_reason,
    CASE WHEN r.reason IS NULL THEN g.due_at END AS due_at, CASE WHEN r.reason IS NULL THEN g.body_length END AS body_length,
    CASE WHEN r.reason IS NOT NULL THEN 'rejected' WHEN g.due_at IS NOT NULL THEN 'scheduled' ELSE 'accepted' END AS status
  FROM given g LEFT JOIN unknown u USING (tenant_id) CROSS JOIN LATERAL (SELECT coalesce(g.rejected_reason, u.reason) AS reason) r
), input AS (
  SELECT * FROM judged i WHERE rejected_reason IS NULL OR NOT EXISTS (
    SELECT 1 FROM webhook_event f WHERE f.tenant_id = i.tenant_id AND f.external_id = i.external_id
      AND f.status <> 'rejected' AND f.external_id IS NOT NULL)
), ${insertEvents({ events, from: "input", ...ONCE })}
SELECT event.id, judged.rejected_reason AS "rejectedReason" FROM event JOIN judged USING (id)`,
);

/** Adds one `rejected` row per external id, also beside an accepted event. */
export const REJECT = statement(
  { events: EVENTS },
  ({ events }) => `
WITH input AS (
  SELECT i.*, 'rejected' AS status FROM ${events.as("i")}
  WHERE NOT EXISTS (SELECT 1 FROM webhook_event r WHERE r.tenant_id = i.tenant_id AND r.external_id = i.external_id
    AND r.status = 'rejected')
), ${insertEvents({ events, from: "input", more: ["external_id", "status", "rejected_reason"] })}
SELECT id FROM event`,
);

export const FIND_EARLIER = statement(
  { keys: rowsOf<Pick<NewEvent, "tenantId" | "externalId">>({ tenantId: "text", externalId: "text" }) },
  ({ keys }) => `
SELECT e.id, e.event, e.tenant_id AS "tenantId", e.external_id AS "externalId"
FROM ${keys.as("d")}
JOIN webhook_event e ON e.tenant_id = d.tenant_id AND e.external_id = d.external_id AND e.status <> 'rejected'
  AND e.external_id IS NOT NULL`,
);

import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import { orderNoSql } from "#domain/order-lane.ts";
import { bodyBytesSql, storedBodySql } from "#domain/payload-body.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { IN_SLOW_LANE } from "#domain/subscriptions/slow-lane.ts";
import { RETAKE_MS, TAKEN } from "#engine/dispatch/take-undispatched.sql.ts";

/** SQL: active webhooks of tenants, in the columns of `read`. */
const webhooksOf = (tenantIds: string) => `
SELECT id AS "subscriptionId", tenant_id AS "tenantId", mode, NULL AS id, NULL AS event, NULL AS "resourceId", NULL::timestamptz AS "occurredAt",
  NULL::bytea AS body, NULL AS "traceParent", url, description, redact, api_version AS "apiVersion", events, secret, previous_secret AS "previousSecret",
  previous_secret_expires_at AS "previousSecretExpiresAt", headers AS "customHeaders", updated_at AS "webhookUpdatedAt",
  ${IN_SLOW_LANE} AS "isSlow", ordered, xmin::text AS "rowVersion"
FROM webhook_subscription WHERE tenant_id = ANY(${tenantIds}) AND active AND deleted_at IS NULL`;

/**
 * SQL: reads events with up to `bytesMax` bytes of bodies and one body more; then the active webhooks of their tenants, which have a
 * `subscriptionId`. An array of a subquery has one estimate for every call, so PostgreSQL keeps the plan.
 */
const read = ({ ids, bytesMax, before = "" }: { ids: string; bytesMax: string; before?: string }) => `
WITH ${before}undispatched AS MATERIALIZED (
  SELECT * FROM (
    SELECT e.id, e.tenant_id, e.mode, e.event, e.resource_id, e.occurred_at, e.trace_parent, ${storedBodySql("p")} AS body,
      sum(${bodyBytesSql("p")}) OVER (ORDER BY e.id) - ${bodyBytesSql("p")} AS bytes_before
    FROM webhook_event e JOIN webhook_outbox o ON o.tenant_id = e.tenant_id AND o.event_id = e.id
      JOIN webhook_payload p ON p.event_id = e.id
    WHERE e.id = ANY(ARRAY(${ids}))
  ) e WHERE bytes_before < ${bytesMax}
)
(SELECT NULL AS "subscriptionId", tenant_id AS "tenantId", mode, id, event, resource_id AS "resourceId", occurred_at AS "occurredAt", body,
  trace_parent AS "traceParent", NULL AS url, NULL AS description, NULL AS redact, NULL AS "apiVersion", NULL AS events, NULL AS secret, NULL AS "previousSecret",
  NULL AS "previousSecretExpiresAt", NULL AS "customHeaders", NULL AS "webhookUpdatedAt", NULL AS "isSlow", NULL AS ordered, NULL AS "rowVersion"
FROM undispatched ORDER BY id)
UNION ALL
(${webhooksOf("ARRAY(SELECT DISTINCT tenant_id FROM undispatched)")} ORDER BY id)`;

export const UNDISPATCHED = statement({ eventIds: "text[]", bytesMax: "bigint" }, ({ eventIds, bytesMax }) =>
  read({ ids: `SELECT unnest(${eventIds})`, bytesMax }),
);

export const WEBHOOKS = statement(
  { tenantIds: "text[]" },
  ({ tenantIds }) => `${webhooksOf(tenantIds)} ORDER BY "subscriptionId"`,
);

/** Takes named events as `TAKE` does, and reads them. Skips events that another process has taken. */
export const TAKE_NAMED = statement(
  { named: rowsOf<AnnouncedEvent>({ eventId: "text", tenantId: "text" }), bytesMax: "bigint" },
  ({ named, bytesMax }) =>
    read({
      before: `locked AS (
  SELECT o.tenant_id, o.event_id FROM webhook_outbox o JOIN ${named.as("n")} USING (tenant_id, event_id)
  WHERE NOT o.scheduled AND o.due_at <= now() ORDER BY o.event_id FOR NO KEY UPDATE OF o SKIP LOCKED
), ${TAKEN} RETURNING o.event_id
), `,
      ids: "SELECT event_id FROM taken",
      bytesMax,
    }),
);

/**
 * Finds the place of each event in its lane. Adds earlier events of the same resources that are still in the outbox, which a later event
 * must not overtake: scheduled ones among them begin here, as `TAKE` begins them. Only tenants with an ordered webhook run this.
 */
export const TAKE_EARLIER = statement(
  { eventIds: "text[]", tenantIds: "text[]" },
  ({ eventIds, tenantIds }) => `
WITH named AS MATERIALIZED (
  SELECT e.id, e.tenant_id, e.resource_id, ${orderNoSql("e")} AS order_no, e.due_at FROM webhook_event e
  WHERE e.id = ANY(ARRAY(SELECT unnest(${eventIds}))) AND e.tenant_id = ANY(${tenantIds}) AND e.resource_id IS NOT NULL
), resource AS MATERIALIZED (
  SELECT tenant_id, resource_id, max(order_no) AS order_no FROM named GROUP BY tenant_id, resource_id
), earlier AS MATERIALIZED (
  SELECT e.id, e.tenant_id, o.scheduled, ${orderNoSql("e")} AS order_no, e.due_at
  FROM resource r JOIN webhook_event e USING (tenant_id, resource_id)
    JOIN webhook_outbox o ON o.tenant_id = e.tenant_id AND o.event_id = e.id
  WHERE NOT EXISTS (SELECT FROM named WHERE named.id = e.id) AND (NOT o.scheduled OR o.due_at <= now())
    AND ${orderNoSql("e")} <= r.order_no
), locked AS (
  SELECT o.tenant_id, o.event_id FROM webhook_outbox o JOIN earlier ON o.tenant_id = earlier.tenant_id AND o.event_id = earlier.id
  WHERE o.scheduled ORDER BY o.event_id FOR NO KEY UPDATE OF o
), begun AS (
  UPDATE webhook_event SET status = 'accepted' WHERE id IN (SELECT event_id FROM locked) AND status = 'scheduled'
), taken AS (
  UPDATE webhook_outbox o SET generation = o.generation + 1, scheduled = false,
    due_at = now() + ${RETAKE_MS} * interval '1 millisecond'
  FROM locked WHERE o.tenant_id = locked.tenant_id AND o.event_id = locked.event_id
)
SELECT id, order_no::text AS "orderNo", due_at AS "orderAt", false AS "isEarlier" FROM named
UNION ALL
SELECT id, order_no::text, due_at, true FROM earlier WHERE NOT scheduled OR id IN (SELECT event_id FROM locked)`,
);

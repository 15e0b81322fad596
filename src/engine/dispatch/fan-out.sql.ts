import type { DerivedEvent } from "#domain/events/derive-events.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { EVENT_COLUMNS, insertEvents } from "#domain/sql/insert-events.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { IN_SLOW_LANE } from "#domain/subscriptions/slow-lane.ts";

/**
 * Reads events of the batch with up to `bytesMax` bytes of bodies and one body more; then the active webhooks of their tenants, which
 * have a `subscriptionId`. An array of a subquery has one estimate for every call, so PostgreSQL keeps the plan.
 */
export const UNDISPATCHED = statement(
  { eventIds: "text[]", bytesMax: "bigint" },
  ({ eventIds, bytesMax }) => `
WITH undispatched AS MATERIALIZED (
  SELECT * FROM (
    SELECT e.id, e.tenant_id, e.mode, e.event, e.resource_id, e.occurred_at, p.body,
      sum(octet_length(p.body)) OVER (ORDER BY e.id) - octet_length(p.body) AS bytes_before
    FROM webhook_event e JOIN webhook_outbox o ON o.tenant_id = e.tenant_id AND o.event_id = e.id
      JOIN webhook_payload p ON p.event_id = e.id
    WHERE e.id = ANY(ARRAY(SELECT unnest(${eventIds})))
  ) e WHERE bytes_before < ${bytesMax}
)
(SELECT NULL AS "subscriptionId", tenant_id AS "tenantId", mode, id, event, resource_id AS "resourceId", occurred_at AS "occurredAt", body,
  NULL AS url, NULL AS description, NULL AS redact, NULL AS "apiVersion", NULL AS events, NULL AS secret, NULL AS "previousSecret",
  NULL AS "previousSecretExpiresAt", NULL AS "customHeaders", NULL AS "webhookUpdatedAt", NULL AS "isSlow"
FROM undispatched ORDER BY id)
UNION ALL
(SELECT id, tenant_id, mode, NULL, NULL, NULL, NULL, NULL, url, description, redact, api_version, events, secret, previous_secret,
  previous_secret_expires_at, headers, updated_at, ${IN_SLOW_LANE}
FROM webhook_subscription
WHERE tenant_id = ANY(ARRAY(SELECT DISTINCT tenant_id FROM undispatched)) AND active AND deleted_at IS NULL ORDER BY id)`,
);

type NewDelivery = {
  id: string;
  tenantId: string;
  mode: Mode;
  subscriptionId: string;
  eventId: string;
  event: string;
  variant: string | null;
  isFast: boolean;
};

/**
 * Inserts deliveries of the fast lane as claimed. Returns new deliveries. A derived event takes the due time of its source. Does not wait
 * for the disk: a crash of PostgreSQL undoes this and the removal from the outbox together, and the event is fanned out again.
 */
export const STORE = statement(
  {
    sources: rowsOf<{ tenantId: string; eventId: string }>({ tenantId: "text", eventId: "text" }),
    derived: rowsOf<DerivedEvent>({ ...EVENT_COLUMNS, sourceEventId: "text" }),
    deliveries: rowsOf<NewDelivery>({
      id: "text",
      tenantId: "text",
      mode: "text",
      subscriptionId: "text",
      eventId: "text",
      event: "text",
      variant: "text",
      isFast: "bool",
    }),
    leaseToken: "text",
    leaseMs: "float8",
  },
  ({ sources, derived, deliveries, leaseToken, leaseMs }) => `
WITH unwaited AS (
  SELECT set_config('synchronous_commit', 'off', true)
), dispatched AS (
  DELETE FROM webhook_outbox WHERE (tenant_id, event_id) IN (
    SELECT o.tenant_id, o.event_id FROM webhook_outbox o JOIN ${sources.as("s")}
      USING (tenant_id, event_id) CROSS JOIN unwaited ORDER BY o.event_id FOR UPDATE OF o)
), derived AS (
  SELECT d.*, (SELECT s.due_at FROM webhook_event s WHERE s.id = d.source_event_id) AS due_at FROM ${derived.as("d")}
), ${insertEvents({
    events: derived,
    from: "derived",
    more: ["source_event_id", "due_at"],
    onConflict: "ON CONFLICT (id) DO NOTHING",
    hasOutbox: false,
  })}
INSERT INTO webhook_delivery (id, tenant_id, mode, subscription_id, event_id, event, variant, due_at, lease_token, attempts, last_attempt_at)
SELECT id, tenant_id, mode, subscription_id, event_id, event, variant,
  CASE WHEN is_fast THEN now() + ${leaseMs} * interval '1 millisecond' ELSE now() END,
  CASE WHEN is_fast THEN ${leaseToken} END, CASE WHEN is_fast THEN 1 ELSE 0 END, CASE WHEN is_fast THEN now() END
FROM ${deliveries.as("n")}
ORDER BY event_id, subscription_id ON CONFLICT (event_id, subscription_id) DO NOTHING RETURNING id`,
);

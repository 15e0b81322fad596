import { PLAIN_MIN } from "#domain/packed-body.ts";
import { EVENT_COLUMNS } from "#domain/sql/insert-events.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { EVENTS, insertAccepted, ONE_AN_EXTERNAL_ID } from "#engine/accept/store-events.sql.ts";
import type { Subscription } from "#engine/dispatch/batch.ts";
import { claimOf, DERIVED_TOO, insertDeliveries, insertDerived, LEASE } from "#engine/dispatch/fan-out.sql.ts";

/** Names a webhook as it was read. */
export const stateOf = ({ subscriptionId, rowVersion }: Pick<Subscription, "subscriptionId" | "rowVersion">): string =>
  `${subscriptionId} ${rowVersion}`;

/** SQL: whether `webhooks` has the states of all active webhooks of the tenants, sorted. */
const isAsRead = (webhooks: string, ofTenants: string) => `${webhooks} = ARRAY(
  SELECT id || ' ' || xmin FROM webhook_subscription
  WHERE tenant_id = ${ofTenants} AND active AND deleted_at IS NULL ORDER BY id COLLATE "C")`;

const STORED = "SELECT id FROM event";

/**
 * Stores new events as `STORE` of `accept` does, together with their deliveries: they need no outbox. Stores nothing if a webhook changed after it was
 * read. Returns the ids of events and deliveries.
 */
export const STORE_HANDED = statement(
  { events: EVENTS, webhooks: "text[]", ...DERIVED_TOO },
  ({ events, webhooks, derived, deliveries, ...lease }) => `
WITH ${insertAccepted(events, { hasOutbox: false, condition: isAsRead(webhooks, "ANY(ARRAY(SELECT tenant_id FROM given))") })}, ${insertDerived(
    derived,
    { sources: "input", chosen: STORED },
  )}, delivery AS (
${insertDeliveries(deliveries, { ...lease, chosen: STORED })}
) SELECT id, "webhookUpdatedAt" FROM delivery UNION ALL SELECT id, NULL FROM event`,
);

type LoneDelivery = {
  deliveryId: string;
  subscriptionId: string;
  convertTo: string | null;
  isFast: boolean;
  webhookUpdatedAt: Date;
};

/**
 * Does the same for one event without derived events. After a rest it takes a fifth less time than the statement for many (measured): PostgreSQL begins
 * with nothing of it in the processor's caches, so each part of a plan costs.
 */
export const STORE_LONE = statement(
  {
    ...EVENT_COLUMNS,
    externalId: "text",
    traceParent: "text",
    webhooks: "text[]",
    ...LEASE,
    deliveries: rowsOf<LoneDelivery>({
      deliveryId: "text",
      subscriptionId: "text",
      convertTo: "text",
      isFast: "bool",
      webhookUpdatedAt: "timestamptz",
    }),
  },
  ({ webhooks, leaseToken, leaseMs, deliveries, body, ...event }) => `
WITH event AS (
  INSERT INTO webhook_event AS e (id, tenant_id, mode, event, resource_id, occurred_at, external_id, trace_parent, order_no)
  SELECT ${event.id}, ${event.tenantId}, ${event.mode}, ${event.event}, ${event.resourceId}, ${event.occurredAt}, ${event.externalId},
    ${event.traceParent}, nextval('webhook_event_order')
  WHERE ${isAsRead(webhooks, event.tenantId)} AND EXISTS (SELECT FROM tenant WHERE id = ${event.tenantId} AND removing_at IS NULL)
  ${ONE_AN_EXTERNAL_ID}
  RETURNING id
), payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body, packed)
  SELECT id, ${event.tenantId}, CASE WHEN plain THEN ${body} END, CASE WHEN NOT plain THEN ${body} END
  FROM event, (SELECT get_byte(${body}, 0) >= ${PLAIN_MIN} AS plain) form
), made AS (
  SELECT n.* FROM event, ${deliveries.as("n")}
), delivery AS (
  INSERT INTO webhook_delivery (id, tenant_id, mode, subscription_id, event_id, event, variant, due_at, lease_token, attempts, last_attempt_at)
  SELECT delivery_id, ${event.tenantId}, ${event.mode}, subscription_id, ${event.id}, ${event.event}, convert_to, ${claimOf({ leaseToken, leaseMs })}
  FROM made ORDER BY subscription_id
) SELECT delivery_id AS id, CASE WHEN NOT EXISTS (SELECT FROM sending_pause) THEN webhook_updated_at END AS "webhookUpdatedAt" FROM made
UNION ALL SELECT id, NULL FROM event`,
);

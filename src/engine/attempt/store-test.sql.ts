import { EVENT_COLUMNS, type EventRow, insertEvents } from "#domain/sql/insert-events.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

/** Stores a test event, and its delivery as claimed for its only attempt. Stores nothing while sending is paused. */
export const STORE_TEST = statement(
  {
    event: rowsOf<EventRow>(EVENT_COLUMNS),
    deliveryId: "text",
    subscriptionId: "text",
    variant: "text",
    leaseToken: "text",
    now: "timestamptz",
    leaseEndsAt: "timestamptz",
  },
  ({ event, deliveryId, subscriptionId, variant, leaseToken, now, leaseEndsAt }) => `
WITH input AS (
  SELECT i.*, true AS test FROM ${event.as("i")} WHERE NOT sending_paused(i.tenant_id, ${subscriptionId}, NULL)
), ${insertEvents({ events: event, from: "input", more: ["test"], hasOutbox: false })}
INSERT INTO webhook_delivery (id, tenant_id, mode, subscription_id, event_id, event, variant, test, next_trigger, attempts,
  last_attempt_at, due_at, lease_token)
SELECT ${deliveryId}, tenant_id, mode, ${subscriptionId}, id, event, ${variant}, true, 'test', 1, ${now}, ${leaseEndsAt}, ${leaseToken} FROM input
RETURNING id`,
);

/** Adds the certificate after the attempt, because the statement that records attempts is on the hot path. */
export const KEEP_CERTIFICATE = statement(
  { deliveryId: "text", tenantId: "text", certificate: "text" },
  ({ deliveryId, tenantId, certificate }) => `
UPDATE webhook_exchange r SET certificate = ${certificate}
FROM webhook_attempt a WHERE a.tenant_id = ${tenantId} AND a.delivery_id = ${deliveryId} AND a.number = 1 AND r.attempt_id = a.id`,
);

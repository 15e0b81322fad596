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

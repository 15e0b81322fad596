import { HELD_UNTIL } from "#domain/order-lane.ts";
import { statement } from "#domain/sql/statement.ts";

/**
 * Locks rows in id order, like the recording of results, which prevents deadlocks. Deliveries that wait in their lane go first: the end
 * of a head would make the next one due.
 */
export const CANCEL_WAITING = statement(
  { tenantId: "text", subscriptionId: "text", reason: "text", limit: "int" },
  ({ tenantId, subscriptionId, reason, limit }) => {
    const waiting = (isDueAt: string) => `(SELECT id FROM webhook_delivery
   WHERE tenant_id = ${tenantId} AND subscription_id = ${subscriptionId} AND due_at ${isDueAt} AND NOT test AND lease_token IS NULL
     AND (${reason} = 'canceled_by_user' OR EXISTS (SELECT FROM webhook_subscription WHERE id = ${subscriptionId} AND NOT active))
   ORDER BY due_at LIMIT ${limit})`;
    return `
WITH chosen AS (
  ${waiting(`= ${HELD_UNTIL}`)}
  UNION ALL
  ${waiting(`< ${HELD_UNTIL}`)}
  LIMIT ${limit}
), waiting AS (
  SELECT id, status IN ('pending', 'retrying') AS was_open FROM webhook_delivery
  WHERE id IN (SELECT id FROM chosen) AND due_at IS NOT NULL AND lease_token IS NULL
  ORDER BY id FOR NO KEY UPDATE
)
UPDATE webhook_delivery d SET
  status = CASE WHEN was_open THEN 'canceled' ELSE d.status END, reason = CASE WHEN was_open THEN ${reason} ELSE d.reason END,
  due_at = NULL, next_trigger = 'automatic', requested_by = NULL
FROM waiting WHERE d.id = waiting.id
RETURNING was_open AS "wasOpen"`;
  },
);

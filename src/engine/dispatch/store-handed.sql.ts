import type { RowsSql } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { EVENTS, insertAccepted } from "#engine/accept/store-events.sql.ts";
import type { Subscription } from "#engine/dispatch/batch.ts";
import { DELIVERIES, DERIVED_TOO, insertDeliveries, insertDerived } from "#engine/dispatch/fan-out.sql.ts";

/** Names a webhook as it was read. */
export const stateOf = ({ subscriptionId, rowVersion }: Pick<Subscription, "subscriptionId" | "rowVersion">): string =>
  `${subscriptionId} ${rowVersion}`;

/** SQL: whether `webhooks` has the states of all active webhooks of the tenants, sorted. */
const isAsRead = (webhooks: string) => `${webhooks} = ARRAY(
  SELECT id || ' ' || xmin FROM webhook_subscription
  WHERE tenant_id = ANY(ARRAY(SELECT tenant_id FROM given)) AND active AND deleted_at IS NULL ORDER BY id COLLATE "C")`;

const STORED = "SELECT id FROM event";
const PARAMETERS = { events: EVENTS, webhooks: "text[]" } as const;

type StoreSql = Record<"webhooks" | "leaseToken" | "leaseMs", string> &
  Record<"deliveries", RowsSql> & { events: RowsSql<"body">; derived?: RowsSql<"body"> };

const storeSql = ({ events, webhooks, derived, deliveries, ...lease }: StoreSql) => `
WITH ${insertAccepted(events, { hasOutbox: false, condition: isAsRead(webhooks) })}${
  derived ? `, ${insertDerived(derived, { sources: "input", chosen: STORED })}` : ""
}, delivery AS (
${insertDeliveries(deliveries, { ...lease, chosen: STORED })}
) SELECT id, "webhookUpdatedAt" FROM delivery UNION ALL SELECT id, NULL FROM event`;

/**
 * Stores new events as `STORE` of `accept` does, together with their deliveries: they need no outbox. Stores nothing if a webhook changed after it was
 * read. Returns the ids of events and deliveries.
 */
export const STORE_HANDED = statement({ ...PARAMETERS, ...DELIVERIES }, (sql) => storeSql(sql));

export const STORE_HANDED_AND_DERIVED = statement({ ...PARAMETERS, ...DERIVED_TOO }, (sql) => storeSql(sql));

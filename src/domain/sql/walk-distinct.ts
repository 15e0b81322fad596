type Walk = {
  table: string;
  column: string;
  /** Condition of the partial index. */
  where: string;
  orderBy: string;
};

/**
 * Writes a recursive CTE: the distinct values of an index's first `column`. The last row is NULL. ORDER BY selects the index: a plan
 * made on a nearly empty table would scan the table.
 */
export const walkDistinct = (name: string, { table, column, where, orderBy }: Walk): string => `${name}(id) AS (
  (SELECT ${column} FROM ${table} WHERE ${where} ORDER BY ${orderBy} LIMIT 1)
  UNION ALL
  SELECT (SELECT ${column} FROM ${table} WHERE ${where} AND ${column} > last.id ORDER BY ${orderBy} LIMIT 1)
  FROM ${name} last WHERE last.id IS NOT NULL
)`;

export const TENANTS_WITH_EVENTS = walkDistinct("tenants", {
  table: "webhook_outbox",
  column: "tenant_id",
  where: "NOT scheduled",
  orderBy: "tenant_id, event_id",
});

export const WEBHOOKS_WITH_DELIVERIES = walkDistinct("webhooks", {
  table: "webhook_delivery",
  column: "subscription_id",
  where: "due_at IS NOT NULL",
  orderBy: "subscription_id, due_at",
});

const oldestOfNext = (where: string) =>
  `SELECT subscription_id, due_at FROM webhook_delivery WHERE due_at IS NOT NULL AND ${where} ORDER BY subscription_id, due_at LIMIT 1`;

/** Writes a recursive CTE as `walkDistinct` does: webhooks within a range, each with its oldest due time. */
export const walkDueWebhooks = (name: string, range: string): string => `${name}(id, due_at) AS (
  (${oldestOfNext(range)})
  UNION ALL
  SELECT next.* FROM ${name} last CROSS JOIN LATERAL (${oldestOfNext(`subscription_id > last.id AND ${range}`)}) next
)`;

import type { Deps } from "#domain/context.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { statement } from "#domain/sql/statement.ts";
import { IS_WAITING } from "#domain/subscriptions/waiting.ts";
import { WAITING_COUNT_MAX } from "#domain/subscriptions/webhook-health.values.ts";

type Asked = { tenantId: string; mode: Mode; webhookIds: readonly string[] | null; events: readonly string[] | null };

/** Counts deliveries that wait, by webhook, up to `WAITING_COUNT_MAX` each. */
export const countWaitingByWebhook = async ({ sql }: Pick<Deps, "sql">, asked: Asked): Promise<Map<string, number>> => {
  const rows = await sql<{ webhookId: string; count: number }>(...WAITING(asked));
  return new Map(rows.map(({ webhookId, count }) => [webhookId, count]));
};

const WAITING = statement(
  { tenantId: "text", mode: "text", webhookIds: "text[]", events: "text[]" },
  ({ tenantId, mode, webhookIds, events }) => `
SELECT s.id AS "webhookId", w.count FROM webhook_subscription s, LATERAL (
  SELECT count(*)::int AS count FROM (
    SELECT FROM webhook_delivery d WHERE d.tenant_id = ${tenantId} AND d.subscription_id = s.id AND ${IS_WAITING}
      AND (${events} IS NULL OR d.event = ANY(${events})) LIMIT ${WAITING_COUNT_MAX}) d) w
WHERE s.tenant_id = ${tenantId} AND s.mode = ${mode} AND s.deleted_at IS NULL
  AND (${webhookIds} IS NULL OR s.id = ANY(${webhookIds}))`,
);

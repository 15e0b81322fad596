import type { Actor, Deps } from "#domain/context.ts";
import type { LastResponse, LastResponsesView, OfModeInput } from "#domain/deliveries/last-response.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { statement } from "#domain/sql/statement.ts";

/** A kept plan would suit tenants of average size only. */
const PLAN = { isPlanKept: false } as const;

type Row = Omit<LastResponse, "at" | "deliveredAt"> & { at: Date; deliveredAt: Date | null };

/**
 * Lists the newest response of each webhook in one statement. Attempts have no webhook column: it looks at the newest
 * deliveries of each webhook, and at the newest attempts of the tenant for webhooks with a longer queue. The last
 * failure of a webhook that is paused for long stands in `lastFailure`.
 */
export const listLastResponses = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  input: OfModeInput,
): Promise<LastResponsesView> => {
  const rows = await sql<Row>(
    ...LAST_RESPONSES({ tenantId: actor.tenantId, mode: listedMode(actor, input.mode) }),
    PLAN,
  );
  return {
    data: rows.map(({ at, deliveredAt, ...row }) => ({
      ...row,
      at: at.toISOString(),
      deliveredAt: deliveredAt?.toISOString() ?? null,
    })),
  };
};

/** Deliveries of each webhook and attempts of the tenant that are looked at. */
const DELIVERIES = 10;
const ATTEMPTS = 200;

const DELIVERED_AT = "CASE WHEN d.status = 'delivered' THEN d.ended_at END AS delivered_at";

/** Attempts are read once: PostgreSQL would else read them again for each webhook. */
const LAST_RESPONSES = statement(
  { tenantId: "text", mode: "text" },
  ({ tenantId, mode }) => `
WITH s AS (
  SELECT id FROM webhook_subscription WHERE tenant_id = ${tenantId} AND mode = ${mode} AND deleted_at IS NULL
), attempt AS MATERIALIZED (
  SELECT d.subscription_id, a.delivery_id, a.ended_at, a.response_status, a.error_code, a.outcome, d.test, ${DELIVERED_AT} FROM (
    SELECT delivery_id, ended_at, response_status, error_code, outcome FROM webhook_attempt
    WHERE tenant_id = ${tenantId} ORDER BY id DESC LIMIT ${ATTEMPTS}) a
  JOIN webhook_delivery d ON d.tenant_id = ${tenantId} AND d.id = a.delivery_id
), recent AS (
  SELECT d.subscription_id, a.*, ${DELIVERED_AT} FROM s, LATERAL (
    SELECT id, subscription_id, status, ended_at FROM webhook_delivery
    WHERE tenant_id = ${tenantId} AND subscription_id = s.id AND NOT test ORDER BY id DESC LIMIT ${DELIVERIES}) d, LATERAL (
    SELECT delivery_id, ended_at, response_status, error_code FROM webhook_attempt
    WHERE delivery_id = d.id AND outcome IN ('delivered', 'failed') ORDER BY number DESC LIMIT 1) a
  UNION ALL
  SELECT subscription_id, delivery_id, ended_at, response_status, error_code, delivered_at FROM attempt
  WHERE NOT test AND outcome IN ('delivered', 'failed') AND subscription_id IN (SELECT id FROM s)
)
SELECT DISTINCT ON (subscription_id) subscription_id AS "webhookId", delivery_id AS "deliveryId", ended_at AS at,
  response_status AS "httpStatus", error_code AS "errorCode", delivered_at AS "deliveredAt"
FROM recent WHERE ended_at IS NOT NULL ORDER BY subscription_id, ended_at DESC`,
);

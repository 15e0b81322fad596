import type { Deps } from "#domain/context.ts";
import { statement } from "#domain/sql/statement.ts";
import type { LastFailure } from "#domain/subscriptions/dashboard-webhook.schema.ts";

type Row = {
  id: string;
  attemptId: string | null;
  deliveryId: string | null;
  at: Date;
  httpStatus: number | null;
  errorCode: string | null;
  message: string | null;
};

/** Reads the last failed attempt of each webhook that has one, by id. */
export const readLastFailures = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId }: { tenantId: string },
  ids: readonly string[],
): Promise<Map<string, LastFailure>> => {
  if (ids.length === 0) return new Map();
  const rows = await sql<Row>(...LAST_FAILURES({ tenantId, ids }));
  return new Map(
    rows.map(({ id, at, message, ...failure }) => [id, { ...failure, at: at.toISOString(), message: message ?? "" }]),
  );
};

/**
 * Rows from before the columns have none until their next failure. Their newest failed attempt is looked up among the newest 50
 * deliveries of the webhook and the newest 500 attempts of the tenant, because attempts have no webhook column.
 */
const LAST_FAILURES = statement(
  { tenantId: "text", ids: "text[]" },
  ({ tenantId, ids }) => `
SELECT s.id, a.id AS "attemptId", a.delivery_id AS "deliveryId", s.last_failure_at AS at,
  s.last_failure_http_status AS "httpStatus", s.last_failure_error_code AS "errorCode", s.last_failure_message AS message
FROM webhook_subscription s
LEFT JOIN webhook_attempt a ON a.tenant_id = s.tenant_id AND a.id = s.last_failure_attempt_id
WHERE s.tenant_id = ${tenantId} AND s.id = ANY(${ids}) AND s.last_failure_at IS NOT NULL
UNION ALL
SELECT s.id, f.* FROM webhook_subscription s, LATERAL (
  SELECT id, delivery_id, coalesce(ended_at, started_at), response_status, error_code, error_message FROM (
    SELECT a.* FROM (SELECT id FROM webhook_delivery WHERE tenant_id = ${tenantId} AND subscription_id = s.id AND NOT test
      ORDER BY id DESC LIMIT 50) d
    JOIN webhook_attempt a ON a.delivery_id = d.id WHERE a.outcome = 'failed'
    UNION ALL
    SELECT a.* FROM (SELECT * FROM webhook_attempt WHERE tenant_id = ${tenantId} ORDER BY id DESC LIMIT 500) a
    JOIN webhook_delivery d ON d.id = a.delivery_id
    WHERE d.subscription_id = s.id AND NOT d.test AND a.outcome = 'failed'
  ) recent WHERE error_code IS NOT NULL ORDER BY started_at DESC LIMIT 1
) f
WHERE s.tenant_id = ${tenantId} AND s.id = ANY(${ids}) AND s.last_failure_at IS NULL AND s.consecutive_failures > 0`,
);

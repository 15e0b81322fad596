import type { Actor, Deps } from "#domain/context.ts";
import type { OfModeInput, UndeliveredView } from "#domain/deliveries/last-response.schema.ts";
import { firstIdAt, timeOfId } from "#domain/ids.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { statement } from "#domain/sql/statement.ts";

/** Reach back in time. Older ones are past the interest of a person who opens the dashboard. */
const REACH_MS = 7 * 86_400_000;
/** Rows that are looked at for each status, newest first. */
const LOOKED_AT_MAX = 10_000;

/** A kept plan would suit tenants of average size only. */
const PLAN = { isPlanKept: false } as const;

type Row = { webhookId: string; count: number; firstId: string; lastId: string; isMore: boolean };

/**
 * Counts by webhook the deliveries of the last seven days that failed for good, or were canceled because the webhook
 * was off, and that nothing has sent since. Leaves out tests and webhooks that are off.
 */
export const countUndelivered = async (
  { sql, clock }: Pick<Deps, "sql" | "clock">,
  actor: Actor,
  input: OfModeInput,
): Promise<UndeliveredView> => {
  const from = firstIdAt("dlv", new Date(clock().getTime() - REACH_MS));
  const rows = await sql<Row>(
    ...UNDELIVERED({ tenantId: actor.tenantId, mode: listedMode(actor, input.mode), from }),
    PLAN,
  );
  return { data: rows.map(({ firstId, ...row }) => ({ ...row, since: timeOfId(firstId).toISOString() })) };
};

const ofStatus = (status: string, { tenantId, from }: { tenantId: string; from: string }) => `(
  SELECT id, subscription_id, mode, test, due_at, reason, status FROM webhook_delivery
  WHERE tenant_id = ${tenantId} AND status = '${status}' AND id >= ${from} ORDER BY id DESC LIMIT ${LOOKED_AT_MAX})`;

/** A due time on a final delivery is a resend that is under way. */
const UNDELIVERED = statement(
  { tenantId: "text", mode: "text", from: "text" },
  ({ tenantId, mode, from }) => `
WITH looked AS (${ofStatus("failed", { tenantId, from })} UNION ALL ${ofStatus("canceled", { tenantId, from })})
SELECT d.subscription_id AS "webhookId", count(*)::int AS count, min(d.id) AS "firstId", max(d.id) AS "lastId",
  (SELECT count(*) FROM looked) >= ${LOOKED_AT_MAX} AS "isMore"
FROM looked d JOIN webhook_subscription s ON s.tenant_id = ${tenantId} AND s.id = d.subscription_id
WHERE s.mode = ${mode} AND s.active AND s.deleted_at IS NULL AND d.mode = ${mode} AND NOT d.test AND d.due_at IS NULL
  AND (d.status = 'failed' OR d.reason IN ('webhook_inactive', 'webhook_disabled'))
GROUP BY d.subscription_id ORDER BY d.subscription_id`,
);

import type { Deps } from "#domain/context.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { waitsForSql } from "#domain/deliveries/waits-for.ts";
import { sentExternalId } from "#domain/external-id.ts";
import { timeOfId } from "#domain/ids.ts";
import { isHeld } from "#domain/order-lane.ts";
import { PAUSED_BY_OPERATOR } from "#domain/pauses/sending-paused.ts";
import { columnsOf } from "#domain/sql/select-page.ts";
import { statement } from "#domain/sql/statement.ts";

/** SQL: delivery `d` waits, and its sending is paused. */
const isHeldByPause = (d: string) =>
  `${d}.status IN ('pending', 'retrying') AND ${d}.lease_token IS NULL AND sending_paused(${d}.tenant_id, ${d}.subscription_id, NULL)`;

/** SQL: a delivery `r` with its event's ids and the response of its newest ended attempt. */
export const DELIVERY_COLUMNS = `${columnsOf([
  "id",
  "subscriptionId",
  "eventId",
  "event",
  "status",
  "test",
  "mode",
  "attempts",
  "dueAt",
  "leaseToken",
  "lastAttemptAt",
  "deliveredAt",
])}, CASE WHEN ${isHeldByPause("r")} THEN '${PAUSED_BY_OPERATOR}' ELSE r.reason END AS reason, ${waitsForSql("r")} AS "waitsFor",
  (SELECT json_build_object('externalId', e.external_id, 'resourceId', e.resource_id) FROM webhook_event e
    WHERE e.tenant_id = r.tenant_id AND e.id = r.event_id) AS source,
  (SELECT json_build_object('httpStatus', a.response_status, 'errorCode', a.error_code, 'durationMs', a.duration_ms)
    FROM webhook_attempt a WHERE a.tenant_id = r.tenant_id AND a.delivery_id = r.id ORDER BY a.number DESC LIMIT 1) AS newest`;

export type DeliveryRow = {
  id: string;
  subscriptionId: string;
  eventId: string;
  event: string;
  status: DeliveryView["status"];
  reason: string | null;
  test: boolean;
  mode: DeliveryView["mode"];
  attempts: number;
  dueAt: Date | null;
  leaseToken: string | null;
  lastAttemptAt: Date | null;
  deliveredAt: Date | null;
  waitsFor: string | null;
  source: { externalId: string | null; resourceId: string | null };
  /** Null before the first attempt ends. */
  newest: { httpStatus: number | null; errorCode: DeliveryView["lastErrorCode"]; durationMs: number | null } | null;
};

/** Reads the named deliveries of a tenant. Their order is any. */
export const readDeliveries = async (
  { sql }: Pick<Deps, "sql">,
  tenantId: string,
  ids: readonly string[],
): Promise<DeliveryView[]> =>
  ids.length === 0 ? [] : (await sql<DeliveryRow>(...READ({ tenantId, ids }))).map(toDeliveryView);

const READ = statement(
  { tenantId: "text", ids: "text[]" },
  ({ tenantId, ids }) =>
    `SELECT ${DELIVERY_COLUMNS} FROM webhook_delivery r WHERE r.tenant_id = ${tenantId} AND r.id = ANY(${ids})`,
);

/**
 * `dueAt` of a leased row is the end of the lease, of a held row no instant at all, and of a paused row no promise: none is a next
 * attempt.
 */
const nextAttemptAt = ({ leaseToken, dueAt, reason }: DeliveryRow): string | null =>
  leaseToken === null && !isHeld(dueAt) && reason !== PAUSED_BY_OPERATOR ? (dueAt?.toISOString() ?? null) : null;

export const toDeliveryView = (row: DeliveryRow): DeliveryView => ({
  id: row.id,
  webhookId: row.subscriptionId,
  eventId: row.eventId,
  event: row.event,
  status: row.status,
  reason: row.reason,
  test: row.test,
  mode: row.mode,
  externalId: sentExternalId(row.mode, row.source.externalId),
  resourceId: row.source.resourceId,
  attemptCount: row.attempts,
  lastHttpStatus: row.newest?.httpStatus ?? null,
  lastErrorCode: row.newest?.errorCode ?? null,
  lastDurationMs: row.newest?.durationMs ?? null,
  nextAttemptAt: nextAttemptAt(row),
  waitsFor: isHeld(row.dueAt) ? row.waitsFor : null,
  lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  // The instant that `since`, `until` and the order of lists read. The column has the commit's, some milliseconds later.
  createdAt: timeOfId(row.id).toISOString(),
});

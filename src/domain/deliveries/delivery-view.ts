import type { Deps } from "#domain/context.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { waitsForSql } from "#domain/deliveries/waits-for.ts";
import { sentExternalId } from "#domain/external-id.ts";
import { timeOfId } from "#domain/ids.ts";
import { isHeld } from "#domain/order-lane.ts";
import { PAUSED_BY_OPERATOR } from "#domain/pauses/sending-paused.ts";
import { columnsOf, instantColumnsOf, isoOf } from "#domain/sql/select-page.ts";
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
])}, ${instantColumnsOf(["lastAttemptAt", "deliveredAt"])}, CASE WHEN ${isHeldByPause("r")} THEN '${PAUSED_BY_OPERATOR}' ELSE r.reason END AS reason, ${waitsForSql("r")} AS "waitsFor",
  e.external_id AS "externalId", e.resource_id AS "resourceId",
  a.response_status AS "lastHttpStatus", a.error_code AS "lastErrorCode", a.duration_ms AS "lastDurationMs"`;

/** SQL: what `DELIVERY_COLUMNS` reads beside the delivery `r`. The limits keep PostgreSQL from reading more than the rows of a page. */
export const DELIVERY_JOINS = `
LEFT JOIN LATERAL (SELECT external_id, resource_id FROM webhook_event
  WHERE tenant_id = r.tenant_id AND id = r.event_id LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT response_status, error_code, duration_ms FROM webhook_attempt
  WHERE tenant_id = r.tenant_id AND delivery_id = r.id ORDER BY number DESC LIMIT 1) a ON true`;

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
  lastAttemptAt: string | null;
  deliveredAt: string | null;
  waitsFor: string | null;
  externalId: string | null;
  resourceId: string | null;
  lastHttpStatus: number | null;
  lastErrorCode: DeliveryView["lastErrorCode"];
  lastDurationMs: number | null;
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
    `SELECT ${DELIVERY_COLUMNS} FROM webhook_delivery r${DELIVERY_JOINS} WHERE r.tenant_id = ${tenantId} AND r.id = ANY(${ids})`,
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
  externalId: sentExternalId(row.mode, row.externalId),
  resourceId: row.resourceId,
  attemptCount: row.attempts,
  lastHttpStatus: row.lastHttpStatus,
  lastErrorCode: row.lastErrorCode,
  lastDurationMs: row.lastDurationMs,
  nextAttemptAt: nextAttemptAt(row),
  waitsFor: isHeld(row.dueAt) ? row.waitsFor : null,
  lastAttemptAt: row.lastAttemptAt && isoOf(row.lastAttemptAt),
  deliveredAt: row.deliveredAt && isoOf(row.deliveredAt),
  // The instant that `since`, `until` and the order of lists read. The column has the commit's, some milliseconds later.
  createdAt: timeOfId(row.id).toISOString(),
});

import type { Actor, Deps } from "#domain/context.ts";
import { REDACTION_MARK } from "#domain/deliveries/body-variant.ts";
import { manualAttemptsSql } from "#domain/deliveries/count-manual-attempts.ts";
import { MANUAL_ATTEMPTS_MAX } from "#domain/deliveries/delivery.values.ts";
import type { ResendRefusal } from "#domain/deliveries/delivery-plan.schema.ts";
import { unpackIfReadable } from "#domain/packed-body.ts";
import { statement } from "#domain/sql/statement.ts";

/** `refusal` null: the delivery can be resent. */
export type Resendable = { id: string; attempts: number; refusal: Exclude<ResendRefusal, "running"> | null };

/**
 * Tells which of these deliveries can be resent, and why others cannot. A running attempt is not checked: only the statement that
 * resends sees it. Leaves out deliveries of other tenants, and live ones with a test key.
 */
export const readResendable = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, mode }: Actor,
  ids: readonly string[],
): Promise<Resendable[]> => {
  const rows = await sql<Row>(...READ({ tenantId, ids, mode: mode ?? null }));
  return rows.map((row) => ({ id: row.id, attempts: row.attempts, refusal: refusalOf(row, tenantId) }));
};

type Row = {
  id: string;
  eventId: string;
  attempts: number;
  test: boolean;
  deletedAt: Date | null;
  active: boolean;
  erasedAt: Date | null;
  hasPayload: boolean;
  /** Stored body, where the next attempt reads a packed one. */
  packed: Uint8Array | null;
  manual: number;
};

const refusalOf = (row: Row, tenantId: string): Resendable["refusal"] => {
  if (row.test) return "test";
  if (row.deletedAt) return "webhook_deleted";
  if (!row.active) return "webhook_off";
  if (row.erasedAt) return "erased";
  if (!row.hasPayload) return "past_retention";
  if (row.packed && !unpackIfReadable(row.packed, { eventId: row.eventId, tenantId })) return "unreadable";
  return row.manual >= MANUAL_ATTEMPTS_MAX ? "too_many_resends" : null;
};

/** Chooses the body as the claim does. Plain bodies stay where they are: up to 256 KiB each. */
const READ = statement(
  { tenantId: "text", ids: "text[]", mode: "text" },
  ({ tenantId, ids, mode }) => `
SELECT d.id, d.event_id AS "eventId", d.attempts, d.test, s.deleted_at AS "deletedAt", s.active, e.erased_at AS "erasedAt",
  p.event_id IS NOT NULL AS "hasPayload",
  CASE WHEN b.delivery_id IS NULL AND v.event_id IS NULL THEN p.packed END AS packed,
  ${manualAttemptsSql("d")} AS manual
FROM webhook_delivery d
JOIN webhook_subscription s ON s.tenant_id = d.tenant_id AND s.id = d.subscription_id
JOIN webhook_event e ON e.tenant_id = d.tenant_id AND e.id = d.event_id
LEFT JOIN webhook_payload p ON p.tenant_id = d.tenant_id AND p.event_id = d.event_id
LEFT JOIN webhook_delivery_body b ON b.tenant_id = d.tenant_id AND b.delivery_id = d.id
LEFT JOIN webhook_variant v ON v.tenant_id = d.tenant_id AND v.event_id = d.event_id AND v.variant = d.variant
  AND (s.redact = '{}' OR strpos(d.variant, '${REDACTION_MARK}') > 0)
WHERE d.tenant_id = ${tenantId} AND d.id = ANY(${ids}) AND d.mode = coalesce(${mode}, d.mode)`,
);

import { actorId } from "#domain/actor-id.ts";
import { AUDIT, auditEachSql, auditRows } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import type { BulkRefusal, BulkResult } from "#domain/deliveries/bulk.schema.ts";
import { isManualSql } from "#domain/deliveries/is-manual.ts";
import { type Resendable, readResendable } from "#domain/deliveries/read-resendable.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

/**
 * Starts one manual attempt now for each of these deliveries and replaces a waiting retry. `status` changes when the attempt ends.
 * Refuses a delivery that `readResendable` names, and leaves the others alone. Two attempts of a delivery never run at once.
 */
export const resendDeliveries = async (
  { sql, clock, publish }: Pick<Deps, "sql" | "clock" | "publish">,
  actor: Actor,
  { ids }: { ids: readonly string[] },
): Promise<BulkResult> => {
  const { tenantId } = actor;
  const rows = await readResendable({ sql }, actor, ids);
  const found = new Map(rows.map((row) => [row.id, row]));
  const chosen = rows.filter(({ refusal }) => refusal === null);
  const audit = chosen.flatMap(({ id }) =>
    auditRows(actor, { action: "delivery.resent", target: { kind: "delivery", id } }, clock()),
  );
  const resent = new Set<string>();
  if (chosen.length > 0) {
    const done = await sql<{ id: string }>(...RESEND({ tenantId, requestedBy: actorId(actor), chosen, audit }));
    for (const { id } of done) resent.add(id);
    publish(
      ...[...resent].map((deliveryId) => ({ channel: "deliveries", deliveryId }) as const),
      ...(resent.size > 0 ? [{ channel: "tenant", tenantId } as const] : []),
    );
  }
  const resultOf = (id: string): BulkRefusal | null => {
    if (resent.has(id)) return null;
    const row = found.get(id);
    return row ? (row.refusal ?? "running") : "not_found";
  };
  return { results: ids.map((id) => ({ id, refused: resultOf(id) })) };
};

/**
 * Compares `attempts`, so that no attempt begins between the count and this statement. Locks rows in id order, as the recording of
 * results does.
 */
const RESEND = statement(
  {
    tenantId: "text",
    requestedBy: "text",
    chosen: rowsOf<Pick<Resendable, "id" | "attempts">>({ id: "text", attempts: "int" }),
    audit: AUDIT,
  },
  ({ tenantId, requestedBy, chosen, audit }) => `
WITH held AS (
  SELECT d.id FROM webhook_delivery d JOIN ${chosen.as("c")} ON c.id = d.id
  WHERE d.tenant_id = ${tenantId} AND d.attempts = c.attempts AND d.lease_token IS NULL
    AND NOT (${isManualSql("d")} AND d.due_at IS NOT NULL)
  ORDER BY d.id FOR NO KEY UPDATE OF d
), resent AS (
  UPDATE webhook_delivery d SET due_at = now(), next_trigger = 'manual', requested_by = ${requestedBy},
    generation = generation + 1, own_run = CASE WHEN due_at IS NULL THEN NULL ELSE own_run END,
    order_head = CASE WHEN due_at IS NULL THEN NULL ELSE order_head END
  FROM held WHERE d.id = held.id
  RETURNING d.id
), audit AS (${auditEachSql(audit, "resent")}
)
SELECT id FROM resent`,
);

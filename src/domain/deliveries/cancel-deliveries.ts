import { AUDIT, auditEachSql, auditRows } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import type { BulkRefusal, BulkResult } from "#domain/deliveries/bulk.schema.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { readDeliveries } from "#domain/deliveries/delivery-view.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { statement } from "#domain/sql/statement.ts";
import { IS_WAITING } from "#domain/subscriptions/waiting.ts";

/**
 * Cancels those of these deliveries that wait. A waiting resend is dropped and the status before it stays. Attempts in flight end
 * normally, tests stay, and `recover` can send what was canceled. Refuses the others: `running`, `test`, `nothing_waits`.
 */
export const cancelDeliveries = async (
  { sql, clock, publish }: Pick<Deps, "sql" | "clock" | "publish">,
  actor: Actor,
  { ids }: { ids: readonly string[] },
): Promise<BulkResult> => {
  const { tenantId } = actor;
  const rows = await sql<Row>(...READ({ tenantId, ids, mode: actor.mode ?? null }));
  const found = new Map(rows.map((row) => [row.id, row]));
  const audit = rows.flatMap(({ id }) =>
    auditRows(actor, { action: "delivery.canceled", target: { kind: "delivery", id } }, clock()),
  );
  const canceled = new Set(
    rows.length === 0
      ? []
      : (await sql<{ id: string }>(...CANCEL({ tenantId, ids: rows.map(({ id }) => id), audit }))).map(({ id }) => id),
  );
  if (canceled.size > 0) publish({ channel: "tenant", tenantId });
  const resultOf = (id: string): BulkRefusal | null => {
    const row = found.get(id);
    if (!row) return "not_found";
    if (canceled.has(id)) return null;
    if (row.test) return "test";
    return row.isRunning ? "running" : "nothing_waits";
  };
  return { results: ids.map((id) => ({ id, refused: resultOf(id) })) };
};

/** Cancels one delivery. `conflict` when nothing waits. `not_found` also for another tenant's delivery. */
export const cancelDelivery = async (
  deps: Pick<Deps, "sql" | "clock" | "publish">,
  actor: Actor,
  { id }: { id: string },
): Promise<DeliveryView> => {
  const [result] = (await cancelDeliveries(deps, actor, { ids: [id] })).results;
  if (!result || result.refused === "not_found") throw notFound("delivery");
  if (result.refused) throw new DomainError("conflict", WHY_NOT[result.refused] ?? NOTHING_WAITS);
  const [delivery] = await readDeliveries(deps, actor.tenantId, [id]);
  if (!delivery) throw notFound("delivery");
  return delivery;
};

const NOTHING_WAITS = "Nothing of this delivery waits, so there is nothing to cancel.";

const WHY_NOT: { readonly [Refusal in BulkRefusal]?: string } = {
  running: "An attempt of this delivery is running. Wait a moment, then cancel what is left.",
  test: "This is a test, which is sent once and never waits.",
};

type Row = { id: string; test: boolean; isRunning: boolean };

const READ = statement(
  { tenantId: "text", ids: "text[]", mode: "text" },
  ({ tenantId, ids, mode }) => `
SELECT d.id, d.test, d.lease_token IS NOT NULL AS "isRunning" FROM webhook_delivery d
WHERE d.tenant_id = ${tenantId} AND d.id = ANY(${ids}) AND d.mode = coalesce(${mode}, d.mode)`,
);

/** Locks rows in id order, like the recording of results, which prevents deadlocks. */
const CANCEL = statement(
  { tenantId: "text", ids: "text[]", audit: AUDIT },
  ({ tenantId, ids, audit }) => `
WITH waiting AS (
  SELECT d.id, d.status IN ('pending', 'retrying') AS was_open FROM webhook_delivery d
  WHERE d.tenant_id = ${tenantId} AND d.id = ANY(${ids}) AND ${IS_WAITING}
  ORDER BY d.id FOR NO KEY UPDATE
), canceled AS (
  UPDATE webhook_delivery d SET
    status = CASE WHEN was_open THEN 'canceled' ELSE d.status END,
    reason = CASE WHEN was_open THEN 'canceled_by_user' ELSE d.reason END,
    due_at = NULL, next_trigger = 'automatic', requested_by = NULL
  FROM waiting WHERE d.id = waiting.id
  RETURNING d.id
), audit AS (${auditEachSql(audit, "canceled")}
)
SELECT id FROM canceled`,
);

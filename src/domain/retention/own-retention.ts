import type { Deps } from "#domain/context.ts";
import { firstIdAt } from "#domain/ids.ts";
import { deleteBodies } from "#domain/retention/sandbox-rows.ts";
import { STORED_BODIES, uncountSql } from "#domain/storage/stored-bodies.ts";

export type OwnRetention = { tenantId: string; days: number };

/** Events of one statement, with all their deliveries, attempts and bodies. */
export const OWN_BATCH = 10;

/** SQL over `r`: the retention of the system holds for the tenant of the row. */
export const FOLLOWS_SYSTEM = "(SELECT t.retention_days FROM tenant t WHERE t.id = r.tenant_id) IS NULL";

/** Lists tenants for which the operator has set a retention, in the order of their ids. */
export const listOwnRetentions = ({ sql }: Pick<Deps, "sql">): Promise<OwnRetention[]> =>
  sql<OwnRetention>(
    `SELECT id AS "tenantId", retention_days AS days FROM tenant WHERE retention_days IS NOT NULL AND removing_at IS NULL ORDER BY id`,
  );

/** SQL over `e`: nothing of the event waits (`$4`: fallen due before). */
const IS_OVER = `(e.due_at IS NULL OR e.due_at < $4)
    AND (SELECT count(*) FROM webhook_outbox o WHERE o.tenant_id = e.tenant_id AND o.event_id = e.id) = 0
    AND (SELECT count(w.due_at) FROM webhook_delivery w WHERE w.event_id = e.id) = 0
    AND (SELECT count(m.due_at) FROM email_outbox m WHERE m.event_id = e.id) = 0`;

const HAS_BODY = " AND EXISTS (SELECT FROM webhook_payload p WHERE p.event_id = e.id)";

/**
 * Parts of a statement that deletes old events of one tenant (`$5`), or only their bodies. An index finds them by tenant; the walks of all
 * tenants follow ids.
 */
export const deleteOfTenant = (what: "bodies" | "events"): { page: string; gone: string } => ({
  page: `SELECT e.id AS key FROM webhook_event e
  WHERE (SELECT is_mine FROM turn) AND e.tenant_id = $5 AND e.id > $1 AND e.id < $2${what === "bodies" ? HAS_BODY : ""}
  ORDER BY e.id LIMIT $3`,
  gone: `ended AS MATERIALIZED (
  SELECT e.id FROM page JOIN webhook_event e ON e.id = page.key WHERE ${IS_OVER}
), delivery AS MATERIALIZED (
  SELECT d.id FROM webhook_delivery d JOIN ended ON d.event_id = ended.id
), attempt AS MATERIALIZED (
  SELECT a.id FROM webhook_attempt a JOIN delivery ON a.delivery_id = delivery.id
), ${STORED_BODIES.map(deleteBodies).join(", ")}, bodies AS (
  ${STORED_BODIES.map(({ table }) => `SELECT * FROM gone_${table}`).join(" UNION ALL ")}
), ${uncountSql("bodies", { isOfOneTenant: false })}, search AS (
  DELETE FROM webhook_search_event r USING ended WHERE r.event_id = ended.id
), gone AS (
  ${what === "bodies" ? "SELECT 1 FROM ended" : "DELETE FROM webhook_event e USING ended WHERE e.id = ended.id RETURNING 1"}
)`,
});

/** Values of such a statement, of a tenant with `days` of retention. */
export const firstKept = (days: number, now: number): { before: string; ranBefore: Date } => {
  const at = new Date(now - days * 86_400_000);
  return { before: firstIdAt("evt", at), ranBefore: at };
};

import { STORED_BODIES, type StoredBodies, uncountSql } from "#domain/storage/stored-bodies.ts";

export const SANDBOX_KEPT_DAYS = 7;

/** Events of one statement, with all their deliveries, attempts and bodies. */
export const SANDBOX_BATCH = 10;

/** CTE with the ids that own bodies, by the prefix of the ids. */
const OWNERS: Partial<Record<StoredBodies["prefix"], string>> = { evt: "ended", dlv: "delivery", att: "attempt" };

/** SQL of a CTE that deletes bodies of the CTEs `ended`, `delivery` and `attempt`. */
export const deleteBodies = ({ table, key, prefix, size }: StoredBodies): string => `gone_${table} AS (
  DELETE FROM ${table} r USING ${OWNERS[prefix]} o WHERE r.${key} = o.id
  RETURNING '${table}' AS table_name, r.${key} AS key, r.tenant_id, ${size} AS bytes
)`;

/**
 * Parts of a statement over the CTE `page`: deletes its sandbox events (`$4`: fallen due before) for which no delivery waits. Bodies
 * go by name, since the tenant's stored bytes are counted down; deliveries and attempts go with their event.
 */
export const DELETE_SANDBOX = {
  page: `SELECT e.id AS key FROM webhook_event e
  WHERE (SELECT is_mine FROM turn) AND e.mode = 'test' AND e.id > $1 AND e.id < $2 ORDER BY e.id LIMIT $3`,
  gone: `ended AS MATERIALIZED (
  SELECT e.id FROM page JOIN webhook_event e ON e.id = page.key WHERE (e.due_at IS NULL OR e.due_at < $4)
    AND (SELECT count(*) FROM webhook_outbox o WHERE o.tenant_id = e.tenant_id AND o.event_id = e.id) = 0
    AND (SELECT count(w.due_at) FROM webhook_delivery w WHERE w.event_id = e.id) = 0
), delivery AS MATERIALIZED (
  SELECT d.id FROM webhook_delivery d JOIN ended ON d.event_id = ended.id
), attempt AS MATERIALIZED (
  SELECT a.id FROM webhook_attempt a JOIN delivery ON a.delivery_id = delivery.id
), ${STORED_BODIES.map(deleteBodies).join(", ")}, bodies AS (
  ${STORED_BODIES.map(({ table }) => `SELECT * FROM gone_${table}`).join(" UNION ALL ")}
), ${uncountSql("bodies", { isOfOneTenant: false })}, search AS (
  DELETE FROM webhook_search_event r USING ended WHERE r.event_id = ended.id
), gone AS (
  DELETE FROM webhook_event e USING ended WHERE e.id = ended.id RETURNING 1
)`,
};

import type { IdPrefix } from "#domain/ids.ts";
import { bodyBytesSql } from "#domain/payload-body.ts";

export type BodyTable = "webhook_payload" | "webhook_variant" | "webhook_delivery_body" | "webhook_exchange";

export type StoredBodies = {
  table: BodyTable;
  /** Column of ids that sort by time. Several rows may share one. */
  key: string;
  prefix: IdPrefix;
  /** SQL over `r`: bytes of a row. A packed payload counts as it was sent. */
  size: string;
};

export const STORED_BODIES: readonly StoredBodies[] = [
  { table: "webhook_payload", key: "event_id", prefix: "evt", size: bodyBytesSql("r") },
  { table: "webhook_variant", key: "event_id", prefix: "evt", size: "octet_length(r.body)" },
  { table: "webhook_delivery_body", key: "delivery_id", prefix: "dlv", size: "octet_length(r.body)" },
  {
    table: "webhook_exchange",
    key: "attempt_id",
    prefix: "att",
    size:
      "octet_length(r.request_headers) + coalesce(octet_length(r.response_headers), 0) " +
      "+ coalesce(octet_length(r.response_body), 0) + coalesce(octet_length(r.packed), 0)",
  },
];

export const bodySize = (table: string): string | null =>
  STORED_BODIES.find((bodies) => bodies.table === table)?.size ?? null;

/**
 * SQL of a CTE that subtracts deleted bodies from counted bytes.
 *
 * @param gone CTE of deleted rows: `table_name`, `key`, `tenant_id`, `bytes`
 * @param isOfOneTenant omits locks against deadlocks between tenants
 */
export const uncountSql = (gone: string, { isOfOneTenant }: { isOfOneTenant: boolean }): string => `
uncounted AS (
  UPDATE tenant_storage s SET bytes = greatest(0, s.bytes - g.counted), counting = greatest(0, s.counting - g.lapped)
  FROM (
    SELECT gone.tenant_id,
      coalesce(sum(gone.bytes) FILTER (WHERE gone.key <= w.counted_to), 0)::bigint AS counted,
      coalesce(sum(gone.bytes) FILTER (
        WHERE gone.key <= w.lap_at OR gone.key > w.lap_to AND gone.key <= w.counted_to), 0)::bigint AS lapped
    FROM ${gone} gone JOIN (
      SELECT * FROM storage_walk ORDER BY table_name${isOfOneTenant ? "" : " FOR UPDATE"}
    ) w ON w.table_name = gone.table_name
    GROUP BY gone.tenant_id
  ) g WHERE s.tenant_id = g.tenant_id
)`;

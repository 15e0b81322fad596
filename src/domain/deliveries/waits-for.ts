import type { Deps } from "#domain/context.ts";
import { isHeld } from "#domain/order-lane.ts";
import { statement } from "#domain/sql/statement.ts";

/** SQL: id of the delivery that must end before delivery `d` of the same lane may start. Null for all deliveries that do not wait so. */
export const waitsForSql = (d: string): string => `CASE WHEN ${d}.order_head IS FALSE AND ${d}.due_at IS NOT NULL THEN (
  SELECT h.id FROM webhook_delivery h WHERE h.subscription_id = ${d}.subscription_id AND h.order_lane = ${d}.order_lane
    AND h.order_head AND h.due_at IS NOT NULL) END`;

const WAITS_FOR = statement(
  { tenantId: "text", ids: "text[]" },
  ({ tenantId, ids }) => `
SELECT d.id, ${waitsForSql("d")} AS "waitsFor" FROM webhook_delivery d WHERE d.tenant_id = ${tenantId} AND d.id = ANY(${ids})`,
);

/** Adds the delivery that each held row waits for. Reads nothing unless a row is held. */
export const withWaitsFor = async <Row extends { id: string; dueAt: Date | null }>(
  { sql }: Pick<Deps, "sql">,
  tenantId: string,
  rows: readonly Row[],
): Promise<(Row & { waitsFor: string | null })[]> => {
  const ids = rows.flatMap(({ id, dueAt }) => (isHeld(dueAt) ? id : []));
  const found =
    ids.length === 0 ? [] : await sql<{ id: string; waitsFor: string | null }>(...WAITS_FOR({ tenantId, ids }));
  const waitsFor = new Map(found.map((row) => [row.id, row.waitsFor]));
  return rows.map((row) => ({ ...row, waitsFor: waitsFor.get(row.id) ?? null }));
};

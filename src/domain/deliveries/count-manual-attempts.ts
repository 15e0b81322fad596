import type { Deps } from "#domain/context.ts";

/** Counts manual and all attempts at one moment, without a running one. */
export const countManualAttempts = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, deliveryId }: { tenantId: string; deliveryId: string },
): Promise<{ manual: number; attempts: number } | null> => {
  const [row] = await sql<{ manual: number; attempts: number }>(COUNT, [deliveryId, tenantId]);
  return row ?? null;
};

/** SQL: manual attempts of delivery `d`. Recoveries use the trigger `manual` too. */
export const manualAttemptsSql = (d: string): string => `(
  SELECT count(*)::int FROM webhook_attempt a
  WHERE a.delivery_id = ${d}.id AND a.trigger = 'manual' AND NOT starts_with(coalesce(a.requested_by, ''), 'rec_'))`;

const COUNT = `SELECT d.attempts, ${manualAttemptsSql("d")} AS manual FROM webhook_delivery d WHERE d.id = $1 AND d.tenant_id = $2`;

import type { Deps } from "#domain/context.ts";

/** Counts the manual attempts of a delivery, and its attempts at that moment. The count leaves out an attempt under way. */
export const countManualAttempts = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, deliveryId }: { tenantId: string; deliveryId: string },
): Promise<{ manual: number; attempts: number } | null> => {
  const [row] = await sql<{ manual: number; attempts: number }>(COUNT, [deliveryId, tenantId]);
  return row ?? null;
};

/** A recovery's resends have the trigger `manual` too, and name the recovery. */
const COUNT = `
SELECT d.attempts, (
  SELECT count(*)::int FROM webhook_attempt a
  WHERE a.delivery_id = d.id AND a.trigger = 'manual' AND NOT starts_with(coalesce(a.requested_by, ''), 'rec_')) AS manual
FROM webhook_delivery d WHERE d.id = $1 AND d.tenant_id = $2`;

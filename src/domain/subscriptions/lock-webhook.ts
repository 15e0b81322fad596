import { notFound } from "#domain/errors.ts";
import type { Mode } from "#domain/mode.schema.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Locks until the transaction ends. Locking a webhook before its deliveries prevents deadlocks. `not_found` also for
 * a deleted webhook, or a live one with a test key.
 */
export const lockWebhook = async (
  tx: Prisma.TransactionClient,
  { tenantId, mode = null }: { tenantId: string; mode?: Mode | null },
  { id }: { id: string },
): Promise<void> => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM webhook_subscription WHERE tenant_id = ${tenantId} AND id = ${id} AND deleted_at IS NULL
      AND mode = coalesce(${mode}, mode)
    FOR NO KEY UPDATE`;
  if (rows.length === 0) throw notFound("webhook");
};

/**
 * Serializes webhook changes of a tenant until the transaction ends. Inserts of other rows do not wait.
 *
 * @returns the tenant's own limit of webhooks; null = the limit of the system
 */
export const lockTenant = async (tx: Prisma.TransactionClient, tenantId: string): Promise<number | null> => {
  const [tenant] = await tx.$queryRaw<{ webhooksMax: number | null }[]>`
    SELECT webhooks_max AS "webhooksMax" FROM tenant WHERE id = ${tenantId} FOR NO KEY UPDATE`;
  if (!tenant) throw notFound("tenant");
  return tenant.webhooksMax;
};

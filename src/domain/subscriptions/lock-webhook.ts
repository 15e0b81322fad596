import { notFound } from "#domain/errors.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Locks a webhook until the transaction ends. `not_found` also for another tenant's and for a deleted webhook. A transaction
 * locks the webhook before its deliveries, so that no two transactions wait in a circle.
 */
export const lockWebhook = async (
  tx: Prisma.TransactionClient,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<void> => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM webhook_subscription WHERE tenant_id = ${tenantId} AND id = ${id} AND deleted_at IS NULL
    FOR NO KEY UPDATE`;
  if (rows.length === 0) throw notFound("webhook");
};

/** Makes concurrent calls look at a tenant's webhooks one after another. Inserts of the tenant's other rows do not wait. */
export const lockTenant = async (tx: Prisma.TransactionClient, tenantId: string): Promise<void> => {
  const tenants = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM tenant WHERE id = ${tenantId} FOR NO KEY UPDATE`;
  if (tenants.length === 0) throw notFound("tenant");
};

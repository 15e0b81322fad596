import { notFound } from "#domain/errors.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Keeps others from changing a webhook until the transaction ends, and says whether it is there: `not_found` also for
 * another tenant's and for a deleted one. Always before its deliveries, so that no two transactions wait in a circle.
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

/** Makes concurrent calls look at a tenant's webhooks one after another; inserts of its other rows are not held up. */
export const lockTenant = async (tx: Prisma.TransactionClient, tenantId: string): Promise<void> => {
  const tenants = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM tenant WHERE id = ${tenantId} FOR NO KEY UPDATE`;
  if (tenants.length === 0) throw notFound("tenant");
};

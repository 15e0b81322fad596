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

/** Serializes webhook changes of a tenant. Inserts of other rows do not wait. */
export const lockTenant = async (tx: Prisma.TransactionClient, tenantId: string): Promise<void> => {
  const tenants = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM tenant WHERE id = ${tenantId} FOR NO KEY UPDATE`;
  if (tenants.length === 0) throw notFound("tenant");
};

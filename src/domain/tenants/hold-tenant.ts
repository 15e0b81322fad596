import { DomainError } from "#domain/errors.ts";
import { tenantSuspended } from "#domain/pauses/tenant-suspended.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Blocks a tenant removal until commit, so that the removal finds the rows of this transaction. `not_found` during a removal,
 * `forbidden` while the tenant is suspended.
 */
export const holdTenant = async (tx: Prisma.TransactionClient, id: string): Promise<void> => {
  const [row] = await tx.$queryRaw<{ isSuspended: boolean }[]>`
    SELECT suspended_at IS NOT NULL AS "isSuspended" FROM tenant WHERE id = ${id} AND removing_at IS NULL FOR SHARE`;
  if (row?.isSuspended) throw tenantSuspended();
  if (!row)
    throw new DomainError("not_found", "This business is not known here yet. Ask the operator of your booking system.");
};

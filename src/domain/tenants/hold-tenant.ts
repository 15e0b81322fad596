import { DomainError } from "#domain/errors.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** Blocks a tenant removal until commit, so that the removal finds the rows of this transaction. `not_found` during a removal. */
export const holdTenant = async (tx: Prisma.TransactionClient, id: string): Promise<void> => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM tenant WHERE id = ${id} AND removing_at IS NULL FOR SHARE`;
  if (rows.length === 0)
    throw new DomainError("not_found", "This business is not known here yet. Ask the operator of your booking system.");
};

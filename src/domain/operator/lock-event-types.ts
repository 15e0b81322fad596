import type { Prisma } from "#generated/prisma/client.ts";

/** Lets one change of platform types run at a time. Readers go on. */
export const lockEventTypes = async (tx: Pick<Prisma.TransactionClient, "$executeRaw">): Promise<void> => {
  await tx.$executeRaw`LOCK TABLE platform_event_type IN SHARE ROW EXCLUSIVE MODE`;
};

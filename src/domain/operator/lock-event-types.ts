import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** As in the database function `hold_event_types`, with which subscribing webhooks share this lock. */
const REMOVAL_LOCK_KEY = ADVISORY_LOCKS.eventTypes;

/** Waits for webhooks that are just subscribed, so that a count of them misses none. Later ones see the removal. */
export const lockSubscribing = async (tx: Pick<Prisma.TransactionClient, "$executeRaw">): Promise<void> => {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${REMOVAL_LOCK_KEY})`;
};

/** Lets one change of platform types run at a time. Readers go on. */
export const lockEventTypes = async (tx: Pick<Prisma.TransactionClient, "$executeRaw">): Promise<void> => {
  await tx.$executeRaw`LOCK TABLE platform_event_type IN SHARE ROW EXCLUSIVE MODE`;
};

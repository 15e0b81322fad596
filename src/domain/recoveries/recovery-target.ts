import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import type { RecoveryTarget } from "#domain/recoveries/count-recoverable.ts";

export const findRecoveryTarget = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  id: string,
): Promise<RecoveryTarget & { active: boolean; switchedOffAt: Date | null }> => {
  const row = await db.webhookSubscription.findFirst({
    select: { events: true, active: true, switchedOffAt: true, deletedAt: true },
    where: { tenantId, id },
  });
  if (!row) throw notFound("webhook");
  const { deletedAt, ...target } = row;
  if (deletedAt) throw new DomainError("conflict", "This webhook was deleted. Nothing is sent to it any more.");
  return { tenantId, subscriptionId: id, ...target };
};

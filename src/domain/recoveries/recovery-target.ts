import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import type { Mode } from "#domain/mode.schema.ts";
import type { RecoveryTarget } from "#domain/recoveries/count-recoverable.ts";

export const findRecoveryTarget = async (
  { db }: Pick<Deps, "db">,
  { tenantId, mode }: Actor,
  id: string,
): Promise<RecoveryTarget & { active: boolean; switchedOffAt: Date | null }> => {
  const row = await db.webhookSubscription.findFirst({
    select: { mode: true, events: true, active: true, switchedOffAt: true, deletedAt: true },
    where: { tenantId, id, mode },
  });
  if (!row) throw notFound("webhook");
  const { deletedAt, ...target } = row;
  if (deletedAt)
    throw new DomainError("conflict", "This webhook was deleted. Nothing is sent to it any more.", [], {
      reason: "webhook_deleted",
    });
  // CHECK of the column allows exactly these values.
  return { tenantId, subscriptionId: id, ...target, mode: target.mode as Mode };
};

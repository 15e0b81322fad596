import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import { recoveryColumns, toRecoveryView } from "#domain/recoveries/recovery-view.ts";
import { modeOfWebhook } from "#domain/subscriptions/get-webhook.ts";

/** Throws `not_found` also for another tenant's recovery, or that of a live webhook with a test key. */
export const getRecovery = async (
  { db }: Pick<Deps, "db">,
  { tenantId, mode }: Actor,
  { id, recoveryId }: { id: string; recoveryId: string },
): Promise<RecoveryView> => {
  const row = await db.webhookRecovery.findFirst({
    select: recoveryColumns,
    where: { tenantId, subscriptionId: id, id: recoveryId, subscription: { mode } },
  });
  if (!row) throw notFound("recovery");
  return toRecoveryView(row);
};

export const getLatestRecovery = async (
  { db }: Pick<Deps, "db">,
  actor: Actor,
  { id }: { id: string },
): Promise<RecoveryView | null> => {
  await modeOfWebhook({ db }, actor, { id });
  const row = await db.webhookRecovery.findFirst({
    select: recoveryColumns,
    where: { tenantId: actor.tenantId, subscriptionId: id },
    orderBy: { id: "desc" },
  });
  return row && toRecoveryView(row);
};

import type { Actor, Deps } from "#domain/context.ts";
import { getRecovery } from "#domain/recoveries/get-recovery.ts";
import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";

/**
 * Ends a recovery: it sends nothing more. What it has handed over already goes its way. One that has ended stays as it is,
 * so a repeat is harmless. `not_found` also for another tenant's.
 */
export const cancelRecovery = async (
  deps: Pick<Deps, "db" | "sql" | "publish">,
  actor: Actor,
  input: { id: string; recoveryId: string },
): Promise<RecoveryView> => {
  const { tenantId } = actor;
  await deps.sql(`${END_RECOVERY} AND subscription_id = $2 AND id = $3`, [tenantId, input.id, input.recoveryId]);
  deps.publish({ channel: "tenant", tenantId });
  return getRecovery(deps, actor, input);
};

/** Ends the running recoveries of tenant `$1`; narrow it down. */
export const END_RECOVERY = `
UPDATE webhook_recovery SET canceled = true, ended_at = now(), due_at = NULL WHERE ended_at IS NULL AND tenant_id = $1`;

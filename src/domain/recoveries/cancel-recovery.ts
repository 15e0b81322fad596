import { auditSql, auditValues } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { getRecovery } from "#domain/recoveries/get-recovery.ts";
import { logRecoveryEnded } from "#domain/recoveries/log-recovery-ended.ts";
import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";

/**
 * Ends a recovery: it sends nothing more. What it has handed over already goes its way. One that has ended stays as it is,
 * so a repeat is harmless. `not_found` also for another tenant's.
 */
export const cancelRecovery = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "publish" | "log">,
  actor: Actor,
  input: { id: string; recoveryId: string },
): Promise<RecoveryView> => {
  const { tenantId } = actor;
  const entry = { action: "recovery.canceled", target: { kind: "webhook", id: input.id } } as const;
  const values = [tenantId, input.id, input.recoveryId, ...auditValues(actor, entry, deps.clock())];
  const ended = await deps.sql(CANCEL, values);
  deps.publish({ channel: "tenant", tenantId });
  if (ended.length > 0) await logRecoveryEnded(deps, input.recoveryId);
  return getRecovery(deps, actor, input);
};

/** Ends the running recoveries of tenant `$1`; narrow it down. */
export const END_RECOVERY = `
UPDATE webhook_recovery SET canceled = true, ended_at = now(), due_at = NULL WHERE ended_at IS NULL AND tenant_id = $1`;

const CANCEL = `
WITH ended AS (${END_RECOVERY} AND subscription_id = $2 AND id = $3 RETURNING id)
${auditSql(4, "ended")} RETURNING id`;

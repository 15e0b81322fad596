import { AUDIT, auditRows, auditSql } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { getRecovery } from "#domain/recoveries/get-recovery.ts";
import { logRecoveryEnded } from "#domain/recoveries/log-recovery-ended.ts";
import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import { statement } from "#domain/sql/statement.ts";

/** Ends a recovery. Deliveries already due are still sent. A repeat is safe. `not_found`. */
export const cancelRecovery = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "publish" | "log">,
  actor: Actor,
  input: { id: string; recoveryId: string },
): Promise<RecoveryView> => {
  const { tenantId } = actor;
  // Refuses a live webhook for a test key.
  await getRecovery(deps, actor, input);
  const entry = { action: "recovery.canceled", target: { kind: "webhook", id: input.id } } as const;
  const audit = auditRows(actor, entry, deps.clock());
  const ended = await deps.sql(...CANCEL({ tenantId, subscriptionId: input.id, recoveryId: input.recoveryId, audit }));
  deps.publish({ channel: "tenant", tenantId });
  if (ended.length > 0) await logRecoveryEnded(deps, input.recoveryId);
  return getRecovery(deps, actor, input);
};

const endRecovery = (where: string): string => `
UPDATE webhook_recovery SET canceled = true, ended_at = now(), due_at = NULL WHERE ended_at IS NULL AND ${where}`;

const CANCEL = statement(
  { tenantId: "text", subscriptionId: "text", recoveryId: "text", audit: AUDIT },
  ({ tenantId, subscriptionId, recoveryId, audit }) => `
WITH ended AS (
  ${endRecovery(`tenant_id = ${tenantId} AND subscription_id = ${subscriptionId} AND id = ${recoveryId}`)} RETURNING id
)
${auditSql(audit, "ended")} RETURNING id`,
);

/** Ends a webhook's running recovery without an audit line, and returns its id. */
export const END_RECOVERIES_OF = statement(
  { tenantId: "text", subscriptionId: "text" },
  ({ tenantId, subscriptionId }) =>
    `${endRecovery(`tenant_id = ${tenantId} AND subscription_id = ${subscriptionId}`)} RETURNING id`,
);

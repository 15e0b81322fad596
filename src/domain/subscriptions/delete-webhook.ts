import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { cancelSwitchedOff } from "#domain/subscriptions/cancel-waiting.ts";
import { lockWebhook } from "#domain/subscriptions/lock-webhook.ts";

/**
 * Deletes a webhook, cancels its deliveries and frees its URL. The row stays for the log. `not_found` also on a
 * repeat.
 */
export const deleteWebhook = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "publish" | "log">,
  actor: Actor,
  { id }: { id: string },
): Promise<void> => {
  const { tenantId } = actor;
  const now = deps.clock();
  await deps.db.$transaction(async (tx) => {
    await lockWebhook(tx, actor, { id });
    const deleted = await tx.webhookSubscription.update({
      data: { deletedAt: now, updatedAt: now, active: false, ...NO_SECRETS },
      select: { id: true, url: true, description: true },
      where: { id },
    });
    await recordAudit(tx, actor, { action: "webhook.deleted", target: auditTarget(deleted) }, now);
  });
  await cancelSwitchedOff(deps, { tenantId, subscriptionId: id, reason: "webhook_deleted" });
  deps.publish({ channel: "tenant", tenantId });
};

/** Prevents the signing of a test under way. */
const NO_SECRETS = { secret: "", headers: null, previousSecret: null, previousSecretExpiresAt: null } as const;

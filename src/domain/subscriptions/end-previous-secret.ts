import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { lockWebhook } from "#domain/subscriptions/lock-webhook.ts";

/**
 * Ends the overlap of a rotation: requests from now on are signed with the current secret only. A repeat, and a webhook with one
 * secret, change nothing and leave no audit entry. `not_found`.
 */
export const endPreviousSecret = async (
  deps: Pick<Deps, "db" | "clock" | "publish">,
  actor: Actor,
  { id }: { id: string },
): Promise<void> => {
  const { tenantId } = actor;
  const now = deps.clock();
  await deps.db.$transaction(async (tx) => {
    await lockWebhook(tx, actor, { id });
    const { previousSecretExpiresAt, ...webhook } = await tx.webhookSubscription.findUniqueOrThrow({
      select: { id: true, url: true, description: true, previousSecretExpiresAt: true },
      where: { id },
    });
    if (previousSecretExpiresAt === null) return;
    await tx.webhookSubscription.update({
      data: { previousSecret: null, previousSecretExpiresAt: null, updatedAt: now },
      where: { id },
    });
    if (previousSecretExpiresAt > now)
      await recordAudit(tx, actor, { action: "secret.previous_ended", target: auditTarget(webhook) }, now);
  });
  deps.publish({ channel: "tenant", tenantId });
};

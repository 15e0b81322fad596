import type { Actor, Deps } from "#domain/context.ts";
import { cancelWaiting } from "#domain/subscriptions/cancel-waiting.ts";
import { lockWebhook } from "#domain/subscriptions/lock-webhook.ts";

/**
 * Ends a webhook: what waits becomes canceled (`webhook_deleted`), its URL is free again, and nothing more is sent to it.
 * The row stays for the log. `not_found` also the second time.
 */
export const deleteWebhook = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "publish">,
  { tenantId }: Actor,
  { id }: { id: string },
): Promise<void> => {
  const now = deps.clock();
  await deps.db.$transaction(async (tx) => {
    await lockWebhook(tx, { tenantId, id });
    await tx.webhookSubscription.update({
      data: { deletedAt: now, updatedAt: now, active: false, previousSecret: null, previousSecretExpiresAt: null },
      select: { id: true },
      where: { id },
    });
  });
  await cancelWaiting(deps, { tenantId, subscriptionId: id, reason: "webhook_deleted" });
  deps.publish({ channel: "tenant", tenantId });
};

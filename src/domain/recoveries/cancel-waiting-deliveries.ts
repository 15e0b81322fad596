import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import { END_RECOVERIES_OF } from "#domain/recoveries/cancel-recovery.ts";
import { logRecoveryEnded } from "#domain/recoveries/log-recovery-ended.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { cancelWaiting } from "#domain/subscriptions/cancel-waiting.ts";

/**
 * Cancels the waiting deliveries and the recovery of a webhook, which stays on. Attempts in flight end normally, and
 * `recover` can send the canceled deliveries. `not_found`.
 */
export const cancelWaitingDeliveries = async (
  deps: Pick<Deps, "db" | "sql" | "clock" | "publish" | "log">,
  actor: Actor,
  { id }: { id: string },
): Promise<{ count: number }> => {
  const { tenantId } = actor;
  const webhook = await deps.db.webhookSubscription.findFirst({
    select: { id: true, url: true, description: true },
    where: { tenantId, id, mode: actor.mode, deletedAt: null },
  });
  if (!webhook) throw notFound("webhook");
  const ended = await deps.sql<{ id: string }>(...END_RECOVERIES_OF({ tenantId, subscriptionId: id }));
  for (const one of ended) await logRecoveryEnded(deps, one.id);
  const count = await cancelWaiting(deps, { tenantId, subscriptionId: id, reason: "canceled_by_user" });
  const entry = { action: "webhook.waiting_canceled", target: auditTarget(webhook), details: { count } } as const;
  await recordAudit(deps.db, actor, entry, deps.clock());
  deps.publish({ channel: "tenant", tenantId });
  return { count };
};

import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, webhookColumns } from "#domain/subscriptions/webhook-view.ts";

/** Throws `not_found` also for a deleted webhook, or of another mode than the key. */
export const getWebhook = async (
  deps: Pick<Deps, "db" | "secrets">,
  actor: Actor,
  { id }: { id: string },
): Promise<WebhookView> => {
  const row = await deps.db.webhookSubscription.findFirst({
    select: webhookColumns,
    where: { tenantId: actor.tenantId, id, mode: actor.mode, deletedAt: null },
  });
  if (!row) throw notFound("webhook");
  return toWebhookView(deps, actor, row);
};

/** Accepts deleted webhooks, whose log stays readable. */
export const assertWebhookEverExisted = async (
  { db }: Pick<Deps, "db">,
  { tenantId, mode }: Pick<Actor, "tenantId" | "mode">,
  { id }: { id: string },
): Promise<void> => {
  const row = await db.webhookSubscription.findFirst({ select: { id: true }, where: { tenantId, id, mode } });
  if (!row) throw notFound("webhook");
};

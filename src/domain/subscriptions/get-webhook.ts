import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, webhookColumns } from "#domain/subscriptions/webhook-view.ts";

/** Reads one webhook without its secret. `not_found` also for another tenant's and for a deleted webhook. */
export const getWebhook = async (
  deps: Pick<Deps, "db" | "secrets">,
  actor: Actor,
  { id }: { id: string },
): Promise<WebhookView> => {
  const row = await deps.db.webhookSubscription.findFirst({
    select: webhookColumns,
    where: { tenantId: actor.tenantId, id, deletedAt: null },
  });
  if (!row) throw notFound("webhook");
  return toWebhookView(deps, actor, row);
};

/** Throws `not_found` unless the tenant has or had this webhook: the log of a deleted webhook can still be read. */
export const assertWebhookEverExisted = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  { id }: { id: string },
): Promise<void> => {
  const row = await db.webhookSubscription.findFirst({ select: { id: true }, where: { tenantId, id } });
  if (!row) throw notFound("webhook");
};

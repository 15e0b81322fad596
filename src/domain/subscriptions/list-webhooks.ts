import type { Actor, Deps } from "#domain/context.ts";
import { type Page, type PageInput, toPage } from "#domain/pagination.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, webhookColumns } from "#domain/subscriptions/webhook-view.ts";

/** Pages stay stable while rows are added. */
export const listWebhooks = async (
  deps: Pick<Deps, "db" | "secrets">,
  actor: Actor,
  { limit, cursor }: PageInput,
): Promise<Page<WebhookView>> => {
  const { tenantId } = actor;
  const rows = await deps.db.webhookSubscription.findMany({
    select: webhookColumns,
    where: { tenantId, deletedAt: null, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return toPage(rows, limit, (row) => toWebhookView(deps, actor, row));
};

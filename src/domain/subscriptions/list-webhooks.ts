import type { Actor, Deps } from "#domain/context.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { type Page, toPage } from "#domain/pagination.schema.ts";
import { columnsOf, selectPage } from "#domain/sql/select-page.ts";
import type { ListWebhooksInput, WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, type WebhookRow, webhookColumns } from "#domain/subscriptions/webhook-view.ts";

/** Lists webhooks of one mode. Pages stay stable while rows are added. */
export const listWebhooks = async (
  deps: Pick<Deps, "sql" | "secrets" | "clock">,
  actor: Actor,
  { limit, cursor, mode }: ListWebhooksInput,
): Promise<Page<WebhookView>> => {
  const { tenantId } = actor;
  const rows = await deps.sql<WebhookRow>(
    ...selectPage({
      from: "webhook_subscription",
      select: COLUMNS,
      where: [
        ["r.tenant_id = ? AND r.deleted_at IS NULL", tenantId],
        ["r.mode = ?", listedMode(actor, mode)],
        ["r.id < ?", cursor],
      ],
      limit: limit + 1,
    }),
  );
  return toPage(rows, limit, (row) => toWebhookView(deps, actor, row));
};

const COLUMNS = columnsOf(Object.entries(webhookColumns).flatMap(([field, isRead]) => (isRead ? [field] : [])));

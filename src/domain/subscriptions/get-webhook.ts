import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import type { Mode } from "#domain/mode.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, webhookColumns } from "#domain/subscriptions/webhook-view.ts";

/** Throws `not_found` also for a deleted webhook, or a live one with a test key. */
export const getWebhook = async (
  deps: Pick<Deps, "db" | "secrets" | "clock">,
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

/** Returns the mode of a webhook, also of a deleted one, whose log stays readable. Throws `not_found`. */
export const modeOfWebhook = async (
  { db }: Pick<Deps, "db">,
  { tenantId, mode }: Actor,
  { id }: { id: string },
): Promise<Mode> => {
  const row = await db.webhookSubscription.findFirst({ select: { mode: true }, where: { tenantId, id, mode } });
  if (!row) throw notFound("webhook");
  // CHECK of the column allows exactly these values.
  return row.mode as Mode;
};

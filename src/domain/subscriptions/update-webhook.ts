import type { Actor, Deps } from "#domain/context.ts";
import { cancelWaiting } from "#domain/subscriptions/cancel-waiting.ts";
import { assertAllowed, judgeUrl, knownEvents } from "#domain/subscriptions/check-webhook-input.ts";
import { changeHeaders, openHeaders, sealHeaders } from "#domain/subscriptions/custom-headers.ts";
import { drainingUntil, unknownHealth } from "#domain/subscriptions/health.ts";
import { lockWebhook } from "#domain/subscriptions/lock-webhook.ts";
import { urlTaken } from "#domain/subscriptions/url-taken.ts";
import type { UpdateWebhookInput, WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, type WebhookRow, webhookColumns } from "#domain/subscriptions/webhook-view.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Changes what is named and leaves the rest. A new URL is checked like a first one, resets health, and what waits goes
 * there: the URL is read at each attempt. Switching off cancels what waits (`webhook_inactive`); switching on clears the
 * reason and the health. Refusals as in `createWebhook`, and `not_found`. Safe to repeat.
 */
export const updateWebhook = async (
  deps: Deps,
  { tenantId }: Actor,
  { id, changes }: { id: string; changes: UpdateWebhookInput },
): Promise<WebhookView> => {
  // Before the transaction: it may ask DNS.
  const verdict = changes.url === undefined ? null : await judgeUrl(deps, changes.url);
  const row = await deps.db
    .$transaction(async (tx) => {
      await lockWebhook(tx, { tenantId, id });
      const stored = await tx.webhookSubscription.findUniqueOrThrow({ select: webhookColumns, where: { id } });
      if (changes.url !== stored.url) assertAllowed(verdict);
      const data = columnsOf(deps, stored, changes);
      const updated = await tx.webhookSubscription.update({ data, select: webhookColumns, where: { id } });
      if (stored.probes !== null && updated.probes === null) await tx.$executeRawUnsafe(SPREAD_BACKLOG, id);
      return updated;
    })
    .catch((error: unknown) => {
      throw urlTaken(error);
    });
  if (!row.active) await cancelWaiting(deps, { tenantId, subscriptionId: id, reason: "webhook_inactive" });
  deps.publish({ channel: "tenant", tenantId });
  return toWebhookView(deps, row);
};

/** What gathered while the old URL was paused does not go to the new one all at once. */
const SPREAD_BACKLOG = `
UPDATE webhook_subscription s SET draining_until = ${drainingUntil("s")} WHERE id = $1`;

const columnsOf = (
  deps: Deps,
  stored: WebhookRow,
  { url, events, headers, active, ...plain }: UpdateWebhookInput,
): Prisma.WebhookSubscriptionUpdateInput => {
  const hasNewUrl = url !== undefined && url !== stored.url;
  const isSwitched = active !== undefined && active !== stored.active;
  return {
    ...plain,
    updatedAt: deps.clock(),
    ...(hasNewUrl ? { url, ...unknownHealth, healthVersion: { increment: 1 } } : {}),
    ...(events ? { events: knownEvents(events) } : {}),
    ...(headers ? { headers: changedHeaders(deps, stored, headers) } : {}),
    ...(isSwitched && active
      ? { active, disabledReason: null, ...unknownHealth, healthVersion: { increment: 1 } }
      : {}),
    ...(isSwitched && !active ? { active, disabledReason: "by_user", switchedOffAt: deps.clock() } : {}),
  };
};

const changedHeaders = (deps: Deps, stored: WebhookRow, changes: Record<string, string | null>) => {
  const webhook = { tenantId: stored.tenantId, subscriptionId: stored.id };
  const headers = changeHeaders(openHeaders(deps, webhook, stored.headers), changes, deps.settings.headerPrefix);
  return sealHeaders(deps, webhook, headers);
};

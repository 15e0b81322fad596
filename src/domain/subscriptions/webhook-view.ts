import type { Actor, Deps } from "#domain/context.ts";
import { urlFor } from "#domain/shown-url.ts";
import { openHeaders } from "#domain/subscriptions/custom-headers.ts";
import { healthOf } from "#domain/subscriptions/health.ts";
import { HEADER_VALUE_MASK, type WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** What a view is made of. No secret is read, so none can leak. */
export const webhookColumns = {
  id: true,
  tenantId: true,
  url: true,
  events: true,
  description: true,
  headers: true,
  active: true,
  disabledReason: true,
  consecutiveFailures: true,
  probes: true,
  secretHint: true,
  rateLimitPerSecond: true,
  redact: true,
  apiVersion: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.WebhookSubscriptionSelect;

export type WebhookRow = Prisma.WebhookSubscriptionGetPayload<{ select: typeof webhookColumns }>;

/** Header values are secrets: only their names are shown. The URL may be one, and is shown as the actor may see it. */
export const toWebhookView = (deps: Pick<Deps, "secrets">, actor: Actor, row: WebhookRow): WebhookView => {
  const headers = openHeaders(deps, { tenantId: row.tenantId, subscriptionId: row.id }, row.headers);
  return {
    id: row.id,
    url: urlFor(actor, row.url),
    events: row.events,
    description: row.description,
    headers: Object.fromEntries([...headers.keys()].map((name) => [name, HEADER_VALUE_MASK])),
    active: row.active,
    health: healthOf(row),
    // The column's CHECK allows exactly these.
    disabledReason: row.disabledReason as WebhookView["disabledReason"],
    secretHint: row.secretHint,
    rateLimitPerSecond: row.rateLimitPerSecond,
    redact: row.redact,
    apiVersion: row.apiVersion,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
};

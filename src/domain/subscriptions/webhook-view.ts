import type { Actor, Deps } from "#domain/context.ts";
import { urlFor } from "#domain/shown-url.ts";
import { openHeaders } from "#domain/subscriptions/custom-headers.ts";
import { healthOf } from "#domain/subscriptions/health.ts";
import { HEADER_VALUE_MASK, type WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { mapWebhookFields, pickWebhookFields, type WebhookField } from "#domain/subscriptions/webhook-fields.schema.ts";
import type { Prisma, WebhookSubscription } from "#generated/prisma/client.ts";

/** Lists every column, so that a new one needs a decision. */
export const webhookColumns = {
  id: true,
  tenantId: true,
  url: true,
  mode: true,
  events: true,
  ...mapWebhookFields<Record<WebhookField, true>>(() => true),
  headers: true,
  active: true,
  disabledReason: true,
  consecutiveFailures: true,
  probes: true,
  secretHint: true,
  createdAt: true,
  updatedAt: true,
  secret: false,
  previousSecret: false,
  previousSecretExpiresAt: true,
  switchedOffAt: false,
  upgradedFrom: false,
  upgradedAt: false,
  failingSince: false,
  gateAt: false,
  drainingUntil: false,
  warnedPercent: false,
  healthVersion: false,
  lastFailureAttemptId: false,
  lastFailureDeliveryId: false,
  lastFailureAt: false,
  lastFailureHttpStatus: false,
  lastFailureErrorCode: false,
  lastFailureMessage: false,
  deletedAt: false,
} as const satisfies Record<keyof WebhookSubscription, boolean>;

export type WebhookRow = Prisma.WebhookSubscriptionGetPayload<{ select: typeof webhookColumns }>;

/** Hides values that may be secret: headers and, by actor, parts of the URL. */
export const toWebhookView = (deps: Pick<Deps, "secrets" | "clock">, actor: Actor, row: WebhookRow): WebhookView => {
  const headers = openHeaders(deps, { tenantId: row.tenantId, subscriptionId: row.id }, row.headers);
  return {
    id: row.id,
    url: urlFor(actor, row.url),
    events: row.events,
    ...pickWebhookFields(row),
    headers: Object.fromEntries([...headers.keys()].map((name) => [name, HEADER_VALUE_MASK])),
    active: row.active,
    health: healthOf(row),
    // CHECK of the column allows exactly these values.
    disabledReason: row.disabledReason as WebhookView["disabledReason"],
    mode: row.mode as WebhookView["mode"],
    secretHint: row.secretHint,
    previousSecretExpiresAt: endOfOverlap(row, deps.clock()),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
};

/** Null once the overlap has ended: the row keeps the old secret until the next rotation. */
const endOfOverlap = ({ previousSecretExpiresAt: at }: Pick<WebhookRow, "previousSecretExpiresAt">, now: Date) =>
  at !== null && at > now ? at.toISOString() : null;

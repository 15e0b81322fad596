import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { API_VERSION } from "#domain/event-types/build-event-body.ts";
import { newId } from "#domain/ids.ts";
import { newSecret, secretHint } from "#domain/signing/secret.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { assertAllowed, judgeUrl, knownEvents } from "#domain/subscriptions/check-webhook-input.ts";
import { changeHeaders, sealHeaders } from "#domain/subscriptions/custom-headers.ts";
import { subscriptionPlace } from "#domain/subscriptions/subscription-place.ts";
import { urlTaken } from "#domain/subscriptions/url-taken.ts";
import {
  type CreateWebhookInput,
  WEBHOOKS_PER_TENANT_MAX,
  type WebhookWithSecretView,
} from "#domain/subscriptions/webhook.schema.ts";
import { toWebhookView, webhookColumns } from "#domain/subscriptions/webhook-view.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Registers a URL. The answer holds the signing secret, which is shown here and after a rotation only.
 * `invalid` names the rule that the URL, an event type or a header breaks; `conflict` when the tenant has this URL already
 * or has as many webhooks as it may, both also among concurrent calls. Not safe to repeat: the second call is a conflict.
 */
export const createWebhook = async (
  deps: Deps,
  actor: Actor,
  input: CreateWebhookInput,
): Promise<WebhookWithSecretView> => {
  const { tenantId } = actor;
  assertAllowed(await judgeUrl(deps, input.url));
  const events = knownEvents(input.events);
  const headers = changeHeaders(new Map(), input.headers, deps.settings.headerPrefix);
  const now = deps.clock();
  const id = newId("wh", now.getTime());
  const webhook = { tenantId, subscriptionId: id };
  const secret = newSecret();
  const data = {
    id,
    tenantId,
    url: input.url,
    description: input.description,
    events,
    secret: deps.secrets.seal(secret, subscriptionPlace(webhook, "secret")),
    secretHint: secretHint(secret),
    headers: sealHeaders(deps, webhook, headers),
    active: input.active,
    disabledReason: input.active ? null : "by_user",
    switchedOffAt: input.active ? null : now,
    rateLimitPerSecond: input.rateLimitPerSecond,
    redact: [...new Set(input.redact ?? [])],
    apiVersion: API_VERSION,
    createdAt: now,
    updatedAt: now,
  };
  const row = await deps.db
    .$transaction(async (tx) => {
      await assertRoom(tx, tenantId);
      const created = await tx.webhookSubscription.create({ data, select: webhookColumns });
      await recordAudit(tx, actor, { action: "webhook.created", target: auditTarget(created) }, now);
      return created;
    })
    .catch((error: unknown) => {
      throw urlTaken(error);
    });
  deps.publish({ channel: "tenant", tenantId });
  return { ...toWebhookView(deps, row), secret };
};

/** The tenant's lock makes concurrent calls count one after another; inserts of other rows of the tenant are not held up. */
const assertRoom = async (tx: Prisma.TransactionClient, tenantId: string) => {
  const tenants = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM tenant WHERE id = ${tenantId} FOR NO KEY UPDATE`;
  if (tenants.length === 0) throw notFound("tenant");
  const count = await tx.webhookSubscription.count({ where: { tenantId, deletedAt: null } });
  if (count >= WEBHOOKS_PER_TENANT_MAX) {
    throw new DomainError(
      "conflict",
      `A tenant may have at most ${WEBHOOKS_PER_TENANT_MAX} webhooks. Delete one that is no longer used.`,
    );
  }
};

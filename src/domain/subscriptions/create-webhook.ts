import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { newId } from "#domain/ids.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { newSecret, secretHint } from "#domain/signing/secret.ts";
import { assertUrlFree, readUrls } from "#domain/subscriptions/assert-url-free.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { assertAllowed, judgeUrl, knownEvents } from "#domain/subscriptions/check-webhook-input.ts";
import { changeHeaders, sealHeaders } from "#domain/subscriptions/custom-headers.ts";
import { holdEventTypes } from "#domain/subscriptions/hold-event-types.ts";
import { lockTenant } from "#domain/subscriptions/lock-webhook.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";
import {
  type CreateWebhookInput,
  WEBHOOKS_PER_TENANT_MAX,
  type WebhookWithSecretView,
} from "#domain/subscriptions/webhook.schema.ts";
import { fieldsToCreate } from "#domain/subscriptions/webhook-fields.schema.ts";
import { toWebhookView, webhookColumns } from "#domain/subscriptions/webhook-view.ts";

/**
 * Creates a webhook. `invalid`: URL, event type or header. `conflict`: URL in use or the limit of the tenant,
 * or `WEBHOOKS_PER_TENANT_MAX`, reached in its mode, also under concurrent calls.
 */
export const createWebhook = async (
  deps: Deps,
  actor: Actor,
  input: CreateWebhookInput,
): Promise<WebhookWithSecretView> => {
  const { tenantId } = actor;
  const mode = listedMode(actor, input.mode);
  assertAllowed(await judgeUrl(deps, input.url));
  const platform = await deps.platformTypes.read();
  const events = knownEvents(input.events, platform);
  const headers = changeHeaders(new Map(), input.headers ?? {}, deps.settings.headerPrefix);
  const active = input.active ?? true;
  const now = deps.clock();
  const id = newId("wh", now.getTime());
  const webhook = { tenantId, subscriptionId: id };
  const secret = newSecret();
  const data = {
    id,
    tenantId,
    mode,
    url: input.url,
    events,
    ...fieldsToCreate(input),
    secret: deps.secrets.seal(secret, subscriptionSealContext(webhook, "secret")),
    secretHint: secretHint(secret),
    headers: sealHeaders(deps, webhook, headers),
    active,
    disabledReason: active ? null : "by_user",
    switchedOffAt: active ? null : now,
    createdAt: now,
    updatedAt: now,
  };
  const row = await deps.db.$transaction(async (tx) => {
    knownEvents(events, await holdEventTypes(tx, events, platform));
    // Creations of a tenant wait for its lock one after another: under the lock stand one read and one write.
    await recordAudit(tx, actor, { action: "webhook.created", target: auditTarget(data) }, now);
    const webhooksMax = await lockTenant(tx, tenantId);
    const known = await readUrls(tx, data);
    assertBelowLimit(known.length, webhooksMax ?? WEBHOOKS_PER_TENANT_MAX);
    assertUrlFree(known, data);
    return tx.webhookSubscription.create({ data, select: webhookColumns });
  });
  deps.publish({ channel: "tenant", tenantId });
  // Callers of create know the whole URL.
  return { ...toWebhookView(deps, { ...actor, seesUrls: true }, row), secret };
};

const assertBelowLimit = (count: number, max: number) => {
  if (count >= max)
    throw new DomainError(
      "conflict",
      `A tenant may have at most ${max} webhooks of each mode. Delete one that is no longer used.`,
      [],
      { reason: "too_many_webhooks", values: { max } },
    );
};

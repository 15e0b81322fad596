import { isDeepStrictEqual } from "node:util";
import { type AuditEntry, recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";
import { writeLine } from "#domain/log-lines.ts";
import { hostIn } from "#domain/shown-url.ts";
import { assertUrlFree, readUrls } from "#domain/subscriptions/assert-url-free.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { cancelSwitchedOff } from "#domain/subscriptions/cancel-waiting.ts";
import { changeApiVersion } from "#domain/subscriptions/change-api-version.ts";
import { assertAllowed, judgeUrl, knownEvents } from "#domain/subscriptions/check-webhook-input.ts";
import { changeHeaders, openHeaders, sealHeaders } from "#domain/subscriptions/custom-headers.ts";
import { drainingUntil, noLastFailure, unknownHealth } from "#domain/subscriptions/health.ts";
import { holdEventTypes } from "#domain/subscriptions/hold-event-types.ts";
import { lockTenant, lockWebhook } from "#domain/subscriptions/lock-webhook.ts";
import {
  type AuditedField,
  HEADER_VALUE_MASK,
  type UpdateWebhookInput,
  type WebhookView,
} from "#domain/subscriptions/webhook.schema.ts";
import { fieldsToUpdate, webhookFieldNames } from "#domain/subscriptions/webhook-fields.schema.ts";
import { toWebhookView, type WebhookRow, webhookColumns } from "#domain/subscriptions/webhook-view.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Changes the given fields. A new URL resets health and gets the waiting deliveries. Switching off cancels them;
 * switching on resets health. Errors: as `createWebhook`, `not_found`, and `conflict` for a version that is too old by now. A
 * repeat is safe.
 */
export const updateWebhook = async (
  deps: Deps,
  actor: Actor,
  { id, changes }: { id: string; changes: UpdateWebhookInput },
): Promise<WebhookView> => {
  const { tenantId } = actor;
  const now = deps.clock();
  // DNS may be slow, so it is asked before the transaction.
  const verdict = changes.url === undefined ? null : await judgeUrl(deps, changes.url);
  const platform = changes.events === undefined ? NO_PLATFORM_TYPES : await deps.platformTypes.read();
  let wasActive: boolean | undefined;
  const row = await deps.db.$transaction(async (tx) => {
    if (changes.url !== undefined) await lockTenant(tx, tenantId);
    await lockWebhook(tx, actor, { id });
    const stored = await tx.webhookSubscription.findUniqueOrThrow({
      select: { ...webhookColumns, upgradedAt: true },
      where: { id },
    });
    wasActive = stored.active;
    if (changes.url !== undefined && changes.url !== stored.url) {
      assertAllowed(verdict);
      assertUrlFree(await readUrls(tx, { tenantId, mode: stored.mode }), { id, url: changes.url });
    }
    const held = await holdEventTypes(tx, changes.events ?? [], platform);
    const data = {
      ...columnsOf(deps, stored, changes, held),
      ...changeApiVersion(stored, changes.apiVersion, now),
    };
    const updated = await tx.webhookSubscription.update({ data, select: webhookColumns, where: { id } });
    if (stored.probes !== null && updated.probes === null) await tx.$executeRawUnsafe(SPREAD_BACKLOG, id);
    for (const entry of entriesOf(stored, updated, changes)) await recordAudit(tx, actor, entry, now);
    return updated;
  });
  if (!row.active) await cancelSwitchedOff(deps, { tenantId, subscriptionId: id, reason: "webhook_inactive" });
  deps.publish({ channel: "tenant", tenantId });
  const webhook = { tenantId, webhookId: id, host: hostIn(row.url) };
  if (wasActive && !row.active)
    writeLine(deps.log, "webhook disabled", { ...webhook, reason: row.disabledReason ?? "by_user", errorCode: null });
  if (wasActive === false && row.active) writeLine(deps.log, "webhook enabled", webhook);
  // A caller who sends a URL knows the whole URL.
  return toWebhookView(deps, changes.url === undefined ? actor : { ...actor, seesUrls: true }, row);
};

/** Protects a new URL from the whole backlog at once. */
const SPREAD_BACKLOG = `
UPDATE webhook_subscription s SET draining_until = ${drainingUntil("s")} WHERE id = $1`;

/** Records field names only: URLs and headers may hold secrets. */
const entriesOf = (before: WebhookRow, after: WebhookRow, changes: UpdateWebhookInput): AuditEntry[] => {
  const target = auditTarget(after);
  const hasNewHeaders =
    changes.headers === null
      ? before.headers !== null
      : Object.values(changes.headers ?? {}).some((value) => value !== HEADER_VALUE_MASK);
  const changed: AuditedField[] = [
    ...(["url", "events", ...webhookFieldNames] as const).filter(
      (field) => !isDeepStrictEqual(before[field], after[field]),
    ),
    ...(hasNewHeaders ? (["headers"] as const) : []),
  ];
  const switched = before.active === after.active ? null : after.active ? "webhook.enabled" : "webhook.disabled";
  return [
    ...(changed.length > 0
      ? [{ action: "webhook.updated" as const, target, details: { changed, ...versionStep(before, after) } }]
      : []),
    ...(switched ? [{ action: switched, target, details: { reason: after.disabledReason } } as const] : []),
  ];
};

const versionStep = (before: WebhookRow, after: WebhookRow): { fromVersion: string; toVersion: string } | null =>
  before.apiVersion === after.apiVersion ? null : { fromVersion: before.apiVersion, toVersion: after.apiVersion };

const columnsOf = (
  deps: Deps,
  stored: WebhookRow,
  { url, events, headers, active, ...plain }: UpdateWebhookInput,
  platform: PlatformTypes,
): Prisma.WebhookSubscriptionUpdateInput => {
  const hasNewUrl = url !== undefined && url !== stored.url;
  const isSwitched = active !== undefined && active !== stored.active;
  return {
    ...fieldsToUpdate(plain),
    updatedAt: deps.clock(),
    ...(hasNewUrl ? { url, ...unknownHealth, ...noLastFailure, healthVersion: { increment: 1 } } : {}),
    ...(events ? { events: knownEvents(events, platform) } : {}),
    ...(headers === undefined ? {} : { headers: headers && changedHeaders(deps, stored, headers) }),
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

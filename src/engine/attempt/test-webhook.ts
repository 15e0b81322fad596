import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor } from "#domain/context.ts";
import { attemptColumns, toAttemptView } from "#domain/deliveries/attempt-view.ts";
import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";
import type { TestWebhookResult } from "#domain/deliveries/delivery.schema.ts";
import { readDeliveries } from "#domain/deliveries/delivery-view.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { conversionOf, versionOfBody } from "#domain/event-types/body-version.ts";
import { buildEventBody, resourceIdOf } from "#domain/event-types/build-event-body.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import type { PlatformTypes } from "#domain/event-types/platform-types.ts";
import { isWildcard, typesMeantBy } from "#domain/event-types/wildcards.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { chooseTestEvent, type TestChoice, type TestEvent } from "#engine/attempt/choose-test-event.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { KEEP_CERTIFICATE, STORE_TEST } from "#engine/attempt/store-test.sql.ts";
import { withVariantBodies } from "#engine/attempt/variant-bodies.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { HttpWatch } from "#engine/http-sender.ts";

/**
 * Sends a sample (default: of the webhook's first type), a past event or own data to the real URL, also for a webhook
 * that is off. A test is never retried and does not count for health. Throws `rate_limited`, `conflict`, and what
 * `chooseTestEvent` throws.
 */
export const testWebhook = async (
  deps: EngineDeps,
  actor: Actor,
  { id: subscriptionId, ...choice }: { id: string } & TestChoice,
  watch?: HttpWatch,
): Promise<TestWebhookResult> => {
  const { db } = deps;
  const { tenantId } = actor;
  const subscription = await db.webhookSubscription.findFirst({
    select: { mode: true, events: true, url: true, description: true, apiVersion: true },
    where: { tenantId, id: subscriptionId, mode: actor.mode, deletedAt: null },
  });
  if (!subscription) throw notFound("webhook");
  const platform = await deps.platformTypes.read();
  const test = await chooseTestEvent(deps, actor, choice, firstType(subscription.events, platform));
  const place = { subscriptionId, tenantId, host: hostOf(subscription.url) };
  if (deps.pauses.isPaused(place)) throw sendingPaused();

  // A place limits open tests of a tenant, and shutdown waits for it.
  const taken = deps.inFlight.enter(place, "test");
  if (!taken)
    throw new DomainError("rate_limited", "Several requests to this webhook are still running. Wait until they end.");
  const target = auditTarget({ ...subscription, id: subscriptionId });
  const details = { event: test.event, ...(choice.eventId ? { eventId: choice.eventId } : {}) };
  await recordAudit(db, actor, { action: "webhook.tested", target, details }, deps.clock()).catch((error: Error) => {
    taken.leave();
    throw error;
  });
  // CHECK of the column allows exactly these values.
  const mode = subscription.mode as Mode;
  const { apiVersion } = subscription;
  return sendTest(deps, actor, { subscriptionId, mode, apiVersion, ...test }, watch).finally(taken.leave);
};

const sendingPaused = () =>
  new DomainError(
    "conflict",
    "The platform has paused sending. Nothing was sent; events are kept, and go out when sending resumes.",
    [],
    { reason: "sending_paused" },
  );

/** Returns the first type of a webhook, or the first that its wildcard stands for. */
const firstType = ([first = ""]: readonly string[], platform: PlatformTypes): string =>
  isWildcard(first) ? (typesMeantBy([first], listEventTypes(platform))[0]?.type ?? "") : first;

const sendTest = async (
  deps: EngineDeps,
  actor: Actor,
  test: { subscriptionId: string; mode: Mode; apiVersion: string } & TestEvent,
  watch?: HttpWatch,
): Promise<TestWebhookResult> => {
  const claim = await claimTest(deps, actor, test);
  const shown: CertificateView[] = [];
  const { delivered, isPaused } = await performAttempt(deps, claim, {
    watch: {
      ...watch,
      onCertificate: (certificate) => {
        shown.push(certificate);
        watch?.onCertificate?.(certificate);
      },
    },
  });
  if (isPaused) throw sendingPaused();
  for (const certificate of shown) await keepCertificate(deps, claim, certificate);
  const attempt = await deps.db.webhookAttempt.findFirst({
    ...attemptColumns,
    where: { tenantId: actor.tenantId, deliveryId: claim.deliveryId },
  });
  const [row] = await readDeliveries(deps, actor.tenantId, [claim.deliveryId]);
  if (!row || !attempt) throw new Error(`the test delivery ${claim.deliveryId} has no attempt`);
  const delivery = { ...row, body: new TextDecoder().decode(claim.body) };
  return { ok: delivered, delivery, attempt: toAttemptView(actor, attempt, claim) };
};

/** Failing to keep a certificate fails no test: the log then shows the attempt without it. */
const keepCertificate = async (
  { sql, log }: EngineDeps,
  { deliveryId, tenantId }: ClaimedDelivery,
  certificate: CertificateView,
): Promise<void> => {
  const kept = sql(...KEEP_CERTIFICATE({ deliveryId, tenantId, certificate: JSON.stringify(certificate) }));
  await kept.catch((error: Error) => log.warn({ err: error, deliveryId }, "could not keep the certificate of a test"));
};

const claimTest = async (
  deps: EngineDeps,
  { tenantId }: Actor,
  {
    subscriptionId,
    mode,
    apiVersion,
    event,
    data,
  }: { subscriptionId: string; mode: Mode; apiVersion: string } & TestEvent,
): Promise<ClaimedDelivery> => {
  const { db, sql, workerId } = deps;
  const now = deps.clock();
  const eventId = newId("evt", now.getTime());
  const deliveryId = newId("dlv", now.getTime());
  const platform = await deps.platformTypes.read();
  const body = buildEventBody({ id: eventId, event, tenantId, timestamp: now, data, test: true }, platform);
  const resourceId = resourceIdOf(event, data, platform);
  const convertTo = conversionOf(versionOfBody(body), apiVersion);
  const stored = await sql(
    ...STORE_TEST({
      event: [{ id: eventId, tenantId, mode, event, resourceId, occurredAt: now, body }],
      deliveryId,
      subscriptionId,
      variant: convertTo,
      leaseToken: workerId,
      now,
      leaseEndsAt: new Date(now.getTime() + deps.settings.attemptTimeoutMs + LEASE_SPARE_MS),
    }),
  );
  if (stored.length === 0) throw sendingPaused();
  const subscription = await db.webhookSubscription.findFirst({
    select: SIGNING_COLUMNS,
    where: { tenantId, id: subscriptionId, deletedAt: null },
  });
  if (!subscription) throw new DomainError("conflict", "The webhook was removed while its test was being prepared.");
  const { headers, probes, ...signing } = subscription;
  const claim: ClaimedDelivery = {
    ...signing,
    customHeaders: headers,
    tenantId,
    mode,
    subscriptionId,
    deliveryId,
    eventId,
    event,
    body,
    convertTo,
    attemptId: newId("att", now.getTime()),
    leaseToken: workerId,
    sendBefore: new Date(now.getTime() + LEASE_SPARE_MS),
    number: 1,
    trigger: "test",
    status: "pending",
    failures: 0,
    test: true,
    isProbe: probes !== null,
    createdAt: now,
    orderLane: null,
    traceParent: null,
  };
  const [formed = claim] = await withVariantBodies(deps, [claim]);
  return formed;
};

const SIGNING_COLUMNS = {
  url: true,
  description: true,
  secret: true,
  previousSecret: true,
  previousSecretExpiresAt: true,
  headers: true,
  redact: true,
  probes: true,
} as const;

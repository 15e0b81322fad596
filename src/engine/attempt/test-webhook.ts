import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor } from "#domain/context.ts";
import { attemptColumns, toAttemptView } from "#domain/deliveries/attempt-view.ts";
import type { TestWebhookResult } from "#domain/deliveries/delivery.schema.ts";
import { deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { buildEventBody, resourceIdOf } from "#domain/event-types/build-event-body.ts";
import { findEventType } from "#domain/event-types/catalog.ts";
import { unknownEventType } from "#domain/event-types/check-event-name.ts";
import type { EventType } from "#domain/event-types/define-event-type.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { isWildcard, typesMeantBy } from "#domain/event-types/wildcards.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { auditTarget } from "#domain/subscriptions/audit-target.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { withRedactedBodies } from "#engine/attempt/redacted-bodies.ts";
import { STORE_TEST } from "#engine/attempt/store-test.sql.ts";
import type { ClaimedDelivery } from "#engine/claim/claim-deliveries.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { HttpPhase } from "#engine/http-sender.ts";

/**
 * Sends the sample of an event type (default: the webhook's first type) to the real URL, also for a webhook that is off. A test is
 * never retried and does not count for health. Throws `not_found`, `invalid`, `rate_limited`, `conflict`.
 */
export const testWebhook = async (
  deps: EngineDeps,
  actor: Actor,
  { id: subscriptionId, event }: { id: string; event?: string | null | undefined },
  onPhase?: (phase: HttpPhase) => void,
): Promise<TestWebhookResult> => {
  const { db } = deps;
  const { tenantId } = actor;
  const subscription = await db.webhookSubscription.findFirst({
    select: { mode: true, events: true, url: true, description: true },
    where: { tenantId, id: subscriptionId, mode: actor.mode, deletedAt: null },
  });
  if (!subscription) throw notFound("webhook");
  const type = findEventType(event ?? firstType(subscription.events));
  if (!type)
    throw new DomainError("invalid", "The event type to test with does not exist.", [
      { path: "event", message: unknownEventType(event ?? "") },
    ]);

  // A place limits open tests of a tenant, and shutdown waits for it.
  const taken = deps.inFlight.enter({ subscriptionId, tenantId, host: hostOf(subscription.url) }, "test");
  if (!taken)
    throw new DomainError("rate_limited", "Several requests to this webhook are still running. Wait until they end.");
  const target = auditTarget({ ...subscription, id: subscriptionId });
  await recordAudit(db, actor, { action: "webhook.tested", target, details: { event: type.name } }, deps.clock()).catch(
    (error: Error) => {
      taken.leave();
      throw error;
    },
  );
  // CHECK of the column allows exactly these values.
  const mode = subscription.mode as Mode;
  return sendTest(deps, actor, { subscriptionId, mode, type }, onPhase).finally(taken.leave);
};

/** Returns the first type of a webhook, or the first that its wildcard stands for. */
const firstType = ([first = ""]: readonly string[]): string =>
  isWildcard(first) ? (typesMeantBy([first], listEventTypes())[0]?.type ?? "") : first;

const sendTest = async (
  deps: EngineDeps,
  actor: Actor,
  test: { subscriptionId: string; mode: Mode; type: EventType },
  onPhase?: (phase: HttpPhase) => void,
): Promise<TestWebhookResult> => {
  const claim = await claimTest(deps, actor, test);
  const { delivered } = await performAttempt(deps, claim, { onPhase });
  const row = await deps.db.webhookDelivery.findFirstOrThrow({
    select: { ...deliveryColumns, attemptLog: attemptColumns },
    where: { tenantId: actor.tenantId, id: claim.deliveryId },
  });
  const [attempt] = row.attemptLog;
  if (!attempt) throw new Error(`the test delivery ${claim.deliveryId} has no attempt`);
  const delivery = { ...toDeliveryView(row), body: new TextDecoder().decode(claim.body) };
  return { ok: delivered, delivery, attempt: toAttemptView(actor, attempt) };
};

const claimTest = async (
  deps: EngineDeps,
  { tenantId }: Actor,
  { subscriptionId, mode, type }: { subscriptionId: string; mode: Mode; type: EventType },
): Promise<ClaimedDelivery> => {
  const { db, sql, workerId } = deps;
  const now = deps.clock();
  const eventId = newId("evt", now.getTime());
  const deliveryId = newId("dlv", now.getTime());
  const { name: event, sample: data } = type;
  const body = buildEventBody({ id: eventId, event, tenantId, timestamp: now, data, test: true });
  await sql(
    ...STORE_TEST({
      event: [{ id: eventId, tenantId, mode, event, resourceId: resourceIdOf(event, data), occurredAt: now, body }],
      deliveryId,
      subscriptionId,
      leaseToken: workerId,
      now,
      leaseEndsAt: new Date(now.getTime() + deps.settings.attemptTimeoutMs + LEASE_SPARE_MS),
    }),
  );
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
  };
  const [redacted = claim] = await withRedactedBodies(deps, [claim]);
  return redacted;
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

import type { Actor, Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";

export type Furnished = { webhookId: string; eventId: string; deliveryId: string };

/** Seeds a webhook, an event, and a failed delivery of the event with one attempt. */
export const furnishTenant = async (deps: Deps, actor: Actor, url: string, mode: Mode = "live"): Promise<Furnished> => {
  const { tenantId } = actor;
  const event = "appointment.created";
  const input = createWebhookInput.parse({ url, mode, events: [event], headers: { Authorization: "Bearer hush" } });
  const webhook = await createWebhook(deps, actor, input);
  const data = { appointmentId: "abc123", startTime: "2026-03-14T10:00:00+01:00" };
  const [accepted] = await acceptEvents(deps, [{ tenantId, mode, externalId: "bk_1", event, data, timestamp: null }]);
  if (!accepted) throw new Error("the event was not accepted");
  const deliveryId = newId("dlv");
  const now = new Date();
  const exchange = { requestHeaders: '{"x":"1"}', responseHeaders: '{"y":"2"}', responseBody: Buffer.from("no") };
  const attempt = {
    id: newId("att"),
    number: 1,
    trigger: "automatic",
    url,
    outcome: "failed",
    startedAt: now,
    endedAt: now,
    durationMs: 12,
    connectMs: 1.5,
    responseStatus: 500,
    errorCode: "http_status",
    errorMessage: "The receiver answered 500.",
  };
  await deps.db.webhookDelivery.create({
    data: {
      id: deliveryId,
      tenantId,
      mode,
      subscriptionId: webhook.id,
      eventId: accepted.id,
      event,
      status: "failed",
      reason: "http_status",
      attempts: 1,
      failures: 6,
      lastAttemptAt: now,
      attemptLog: { create: { ...attempt, exchanges: { create: exchange } } },
    },
  });
  return { webhookId: webhook.id, eventId: accepted.id, deliveryId };
};

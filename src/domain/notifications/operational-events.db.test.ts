import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Actor } from "#domain/context.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { eventTypeNames, isOperationalEvent } from "#domain/event-types/catalog.ts";
import { sendDueEmails } from "#domain/notifications/send-due-emails.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { acceptInngestEvent } from "#engine/accept/accept-inngest-event.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { type SmtpCapture, startSmtpCapture } from "#tests/smtp-capture.ts";

const OPERATIONAL = eventTypeNames.filter(isOperationalEvent);
const BASE_URL = "https://hooks.example.com";
/** Part of a receiver's URL that may be shown. */
const SHOWN = "http://127.0.0.1/hoo…";

let smtp: SmtpCapture;
let database: TestDatabase;
let deps: EngineDeps;
beforeAll(async () => {
  smtp = await startSmtpCapture();
  database = await testDatabase({ SMTP_URL: smtp.url, BASE_URL });
  deps = database.deps;
});
afterAll(async () => {
  await database?.close();
  await smtp?.close();
});

let actor: Actor;
/** `broken` fails and subscribes to operational events; `watcher` subscribes to those about other webhooks. */
let broken: Hook;
let watcher: Hook;
beforeEach(async () => {
  actor = await database.addTenant();
  broken = await addHook(["appointment.created", ...OPERATIONAL], "Till");
  broken.receiver.answer = () => ({ status: 500 });
  watcher = await addHook(OPERATIONAL, "Watcher");
});

type Hook = { id: string; url: string; receiver: Receiver };

const addHook = async (events: string[], description = "", owner = actor): Promise<Hook> => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const input = { url: receiver.url, events, description, headers: {}, active: true, rateLimitPerSecond: null };
  const { id } = await createWebhook(deps, owner, input);
  return { id, url: receiver.url, receiver };
};

/** Dispatches stored events, then the operational events that follow. */
const dispatch = async () => {
  for (;;) {
    const taken = await takeUndispatchedEvents(deps, { limit: 100 });
    if (taken.length === 0) return;
    const eventIds = taken.map(({ eventId }) => eventId);
    const { claims, slow } = await fanOut(deps, eventIds);
    await attemptFirst(deps, claims);
    for (const one of slow) await attemptDelivery(deps, one);
  }
};

const openGate = ({ id }: Hook) =>
  deps.sql("UPDATE webhook_subscription SET gate_at = now() WHERE id = $1 AND gate_at IS NOT NULL", [id]);

/** Accepts an event for the broken webhook; a paused webhook takes it as the next probe. */
const book = async () => {
  await openGate(broken);
  await acceptEvents(deps, [
    {
      tenantId: actor.tenantId,
      externalId: null,
      event: "appointment.created",
      data: { appointmentId: "a" },
      timestamp: null,
    },
  ]);
  await dispatch();
};

const bookTimes = async (times: number) => {
  for (let i = 0; i < times; i++) await book();
};

/** Sets the failure start of a webhook to that many days ago. */
const failingFor = (days: number) =>
  deps.sql("UPDATE webhook_subscription SET failing_since = now() - $2 * interval '1 hour' WHERE id = $1", [
    broken.id,
    days * 24 + 1,
  ]);

/** Makes the next attempt of a delivery now, before its due time. */
const attemptNow = async (hook: Hook, deliveryId: string) => {
  await openGate(hook);
  await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1 AND due_at IS NOT NULL", [deliveryId]);
  const place = { subscriptionId: hook.id, tenantId: actor.tenantId, host: hostOf(hook.url) };
  await attemptDelivery(deps, { deliveryId, ...place });
};

const heardBy = ({ receiver }: Hook) =>
  receiver.requests.map(({ body }) => JSON.parse(body.toString())).filter(({ event }) => isOperationalEvent(event));

/** Type and percent of the operational events for a webhook, in order. */
const newsOf = (hook: Hook) =>
  heardBy(hook).map(({ event, data }) => (data.percent === undefined ? event : `${event} ${data.percent}`));

/** Operational events for a webhook, also those that its pause holds back. */
const newsMeantFor = async ({ id }: Hook) =>
  (await listDeliveries(deps, actor, { limit: 100, webhookId: [id] })).data.filter(({ event }) =>
    isOperationalEvent(event),
  );

const onlyDeliveryTo = async ({ id }: Hook) => {
  const [delivery] = (await listDeliveries(deps, actor, { limit: 2, webhookId: [id] })).data;
  if (!delivery) throw new Error("no delivery");
  return delivery;
};

describe("a webhook that fails", () => {
  it("notifies another webhook once when it is paused, and not again during the pause", async () => {
    await bookTimes(4);
    expect(heardBy(watcher)).toEqual([]);
    await bookTimes(3);
    expect(newsOf(watcher)).toEqual(["webhook.failing 0"]);
    expect(heardBy(watcher)[0]).toMatchObject({
      event: "webhook.failing",
      tenantId: actor.tenantId,
      webhookId: broken.id,
      data: {
        webhookId: broken.id,
        url: SHOWN,
        description: "Till",
        message: expect.stringContaining("“Till” has failed 5 times in a row"),
        percent: 0,
        isPaused: true,
        consecutiveFailures: 5,
        lastError: { code: "http_status", message: expect.stringContaining("500") },
        eventType: "appointment.created",
        link: `${BASE_URL}/webhooks/${broken.id}`,
      },
    });
    expect(watcher.receiver.requests[0]?.headers["x-mais-event"]).toBe("webhook.failing");
  });

  it("gets one warning each at 50, 70 and 90 %, then is disabled; emails go to its own tenant only", async () => {
    smtp.emails.length = 0;
    const elsewhere = await database.addTenant();
    const stranger = await addHook(OPERATIONAL, "", elsewhere);
    for (const { tenantId } of [actor, elsewhere])
      await deps.db.user.create({
        data: { id: `usr_${tenantId}`, tenantId, name: "A", email: `a@${tenantId}.example` },
      });
    await bookTimes(5);
    for (const [days, times] of [
      [2.5, 2],
      [3.5, 1],
      [4.5, 1],
      [5, 1],
    ] as const) {
      await failingFor(days);
      await bookTimes(times);
    }
    expect(newsOf(watcher)).toEqual([
      "webhook.failing 0",
      "webhook.failing 50",
      "webhook.failing 70",
      "webhook.failing 90",
      "webhook.disabled",
    ]);
    const { failingSince, disablesAt } = heardBy(watcher)[1].data;
    expect(Date.parse(disablesAt) - Date.parse(failingSince)).toBe(5 * 86_400_000);
    expect(heardBy(watcher)[4].data).toMatchObject({ reason: "failing", eventType: "appointment.created" });
    expect(await getWebhook(deps, actor, { id: broken.id })).toMatchObject({
      active: false,
      disabledReason: "failing",
    });

    expect(await newsMeantFor(broken)).toEqual([]);
    expect(heardBy(stranger)).toEqual([]);

    expect(await sendDueEmails(deps)).toEqual({ sent: 4, failed: 0 });
    expect(await sendDueEmails(deps)).toEqual({ sent: 0, failed: 0 });
    expect(smtp.emails.map(({ to }) => to)).toEqual(Array.from({ length: 4 }, () => [`a@${actor.tenantId}.example`]));
    for (const { text } of smtp.emails) {
      for (const part of ["Till", SHOWN, "appointment.created", "500", `${BASE_URL}/webhooks/${broken.id}`])
        expect(text).toContain(part);
    }
  });

  it("is reported with the reason when its receiver answers 410 Gone", async () => {
    broken.receiver.answer = () => ({ status: 410 });
    await book();
    expect(newsOf(watcher)).toEqual(["delivery.failed", "webhook.disabled"]);
    expect(heardBy(watcher)[1].data).toMatchObject({
      webhookId: broken.id,
      reason: "gone",
      lastError: { code: "http_status", message: expect.stringContaining("410") },
    });
  });

  it("is reported once when it answers again", async () => {
    await bookTimes(5);
    broken.receiver.answer = () => ({ status: 200 });
    await bookTimes(3);
    expect(newsOf(watcher)).toEqual(["webhook.failing 0", "webhook.recovered"]);
    expect(heardBy(watcher)[1].data).toMatchObject({ webhookId: broken.id, failingSince: expect.any(String) });
    expect(await newsMeantFor(broken)).toEqual([]);
  });

  it("is not reported when it answers after a few failures", async () => {
    await bookTimes(4);
    broken.receiver.answer = () => ({ status: 200 });
    await book();
    expect(heardBy(watcher)).toEqual([]);
  });
});

describe("a delivery that fails for good", () => {
  it("is reported once, to other webhooks only, and not again when a resend fails too", async () => {
    await book();
    const { id, eventId } = await onlyDeliveryTo(broken);
    for (let i = 0; i < 5; i++) await attemptNow(broken, id);
    expect((await onlyDeliveryTo(broken)).status).toBe("failed");
    await dispatch();
    await resendDelivery(deps, actor, { id });
    await attemptNow(broken, id);
    await dispatch();
    expect((await onlyDeliveryTo(broken)).attemptCount).toBe(7);
    const failed = heardBy(watcher).filter(({ event }) => event === "delivery.failed");
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({
      webhookId: broken.id,
      data: {
        webhookId: broken.id,
        deliveryId: id,
        eventId,
        eventType: "appointment.created",
        attemptCount: 6,
        lastError: { code: "http_status" },
        link: `${BASE_URL}/deliveries/${id}`,
      },
    });
    expect(await newsMeantFor(broken)).toEqual([]);
  });

  it("is not reported when it carried an operational event: that could loop for ever", async () => {
    const second = await addHook(["delivery.failed"]);
    watcher.receiver.answer = () => ({ status: 500 });
    await bookTimes(5);
    const { id, event } = await onlyDeliveryTo(watcher);
    expect(event).toBe("webhook.failing");
    for (let i = 0; i < 5; i++) await attemptNow(watcher, id);
    await dispatch();
    expect((await onlyDeliveryTo(watcher)).status).toBe("failed");
    expect(await newsMeantFor(second)).toEqual([]);
  });
});

describe("the operational event types", () => {
  it("can be subscribed to, also later, and tested with a sample", async () => {
    const hook = await addHook(["service.created"]);
    const { events } = await updateWebhook(deps, actor, { id: hook.id, changes: { events: [...OPERATIONAL] } });
    expect(events).toEqual(OPERATIONAL);
    for (const event of OPERATIONAL)
      expect(await testWebhook(deps, actor, { id: hook.id, event })).toMatchObject({ ok: true, delivery: { event } });
    expect(heardBy(hook).map(({ event, test }) => [event, test])).toEqual(OPERATIONAL.map((event) => [event, true]));
  });

  it.each(OPERATIONAL)("%s is never accepted from outside", async (event) => {
    const incoming = {
      tenantId: actor.tenantId,
      externalId: "x_1",
      event,
      data: { webhookId: "wh_1" },
      timestamp: null,
    };
    const message = expect.stringContaining("we make these events ourselves");
    await expect(acceptEvents(deps, [incoming])).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "0.event", message }],
    });
    expect(await acceptInngestEvent(deps, incoming)).toMatchObject({ status: "rejected", reason: message });
    await dispatch();
    expect(heardBy(watcher)).toEqual([]);
  });
});

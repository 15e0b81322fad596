import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { listen } from "#database/notify.ts";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { releaseLeases } from "#engine/claim/release-leases.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { startEmbedded } from "#inngest/embedded/start-embedded.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "#tests/receiver.ts";
import { addDelivery } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
let receiver: Receiver;

beforeAll(async () => {
  database = await testDatabase({ WEBHOOK_RETRY_COUNT: "2", WEBHOOK_RETRY_WINDOW: "1s", WEBHOOK_TIMEOUT: "5s" });
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await openReceiver();
  actor = await database.addTenant();
});

const openReceiver = async () => {
  const opened = await startReceiver();
  onTestFinished(() => opened.close());
  return opened;
};

/** Starts a runner as a worker process does: notifications wake it. */
const startWorker = (own: EngineDeps = deps) => {
  const runner = startEmbedded(own);
  const listener = listen(database.url, ["events", "deliveries", "recoveries"], runner.onChange, own.log);
  onTestFinished(async () => {
    await listener.close();
    await runner.stop();
    await until("attempts in flight ended", () => own.inFlight.size() === 0);
  });
};

const subscribe = (to: Receiver, events = ["appointment.created"], owner = actor) =>
  createWebhook(deps, owner, {
    url: to.url,
    events,
    description: "",
    headers: {},
    active: true,
    rateLimitPerSecond: null,
  });

const emit = (count = 1, owner = actor) =>
  acceptEvents(
    deps,
    Array.from({ length: count }, (_, n) => ({
      tenantId: owner.tenantId,
      externalId: null,
      event: "appointment.created",
      data: { appointmentId: `apt_${n}` },
      timestamp: null,
    })),
  );

const deliveriesOf = async (owner = actor) => (await listDeliveries(deps, owner, { limit: 100 })).data;

/** Waits until the tenant's only delivery has this status. */
const deliveryWith = async (status: string) => {
  const { id } = await until(`a delivery is ${status}`, async () =>
    (await deliveriesOf()).find((one) => one.status === status),
  );
  return getDelivery(deps, actor, { id });
};

const webhookIds = (requests: readonly ReceivedRequest[]) => requests.map(({ headers }) => headers["webhook-id"]);

it("a stored event arrives signed, and is in the log with its attempt", async () => {
  const { secret } = await subscribe(receiver);
  startWorker();
  const [accepted] = await emit();
  const [request] = await receiver.waitFor(1);
  if (!request) throw new Error("nothing came");
  const { headers, body } = request;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ id: accepted?.id });
  expect(headers["x-mais-signature"]).toBe(createHmac("sha256", secret).update(body).digest("hex"));
  const delivered = await deliveryWith("delivered");
  expect(delivered).toMatchObject({ eventId: accepted?.id, attemptCount: 1, attempts: [{ number: 1, error: null }] });
});

it("an event that was stored while no worker ran is delivered when a worker starts", async () => {
  await subscribe(receiver);
  const accepted = await emit(150);
  startWorker();
  await receiver.waitFor(150);
  expect(new Set(webhookIds(receiver.requests))).toEqual(new Set(accepted.map(({ id }) => id)));
});

it("two workers send each delivery once", async () => {
  await subscribe(receiver);
  const other = database.asWorker("wrk_other");
  startWorker();
  startWorker(other);
  const accepted = await emit(200);
  await until("all are dispatched and nothing is due", async () => {
    const [left] = await deps.sql<{ events: number; deliveries: number }>(
      `SELECT (SELECT count(*) FROM webhook_outbox)::int AS events,
              (SELECT count(*) FROM webhook_delivery WHERE due_at IS NOT NULL)::int AS deliveries`,
    );
    return left?.events === 0 && left.deliveries === 0;
  });
  expect(webhookIds(receiver.requests).sort()).toEqual(accepted.map(({ id }) => id).sort());
});

describe("a delivery to a failing receiver", () => {
  it("is retried by the schedule with the same id and bytes, until it answers", async () => {
    receiver.answer = () => ({ status: receiver.requests.length < 3 ? 500 : 204 });
    await subscribe(receiver);
    startWorker();
    const [accepted] = await emit();
    const delivered = await deliveryWith("delivered");
    expect(delivered.attempts.map(({ number, response }) => [number, response?.status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 204],
    ]);
    expect(webhookIds(receiver.requests)).toEqual([accepted?.id, accepted?.id, accepted?.id]);
    expect(new Set(receiver.requests.map(({ body }) => body.toString())).size).toBe(1);
    const [first, second, third] = delivered.attempts.map(({ startedAt }) => Date.parse(startedAt));
    // The window is 1 s: the first wait is 1/6 of it, the second 5/6, each times 0.9 at least.
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(150);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(750);
  });

  it("ends in failed after the last retry, and gets no more requests", async () => {
    receiver.answer = () => ({ status: 503, body: "closed" });
    await subscribe(receiver);
    startWorker();
    await emit();
    const failed = await deliveryWith("failed");
    expect(failed).toMatchObject({ attemptCount: 3, reason: "http_status", nextAttemptAt: null });
    expect(receiver.requests).toHaveLength(3);
  });

  it("gets a manual resend at once", async () => {
    receiver.answer = () => ({ status: 400 });
    await subscribe(receiver);
    startWorker();
    await emit();
    const { id } = await deliveryWith("failed");
    receiver.answer = () => ({ status: 200 });
    await resendDelivery(deps, actor, { id });
    const delivered = await deliveryWith("delivered");
    expect(delivered.attempts.at(-1)).toMatchObject({ number: 4, trigger: "manual" });
  });
});

it("a hanging receiver does not delay the others", async () => {
  const hanging = await openReceiver();
  hanging.answer = () => "hang";
  const { id: webhookId } = await subscribe(hanging);
  await subscribe(receiver);
  startWorker();
  await emit(60);
  await receiver.waitFor(60);
  const { data: stillOpen } = await listDeliveries(deps, actor, { limit: 100, webhookId: [webhookId] });
  expect(stillOpen.map(({ status }) => status)).toEqual(Array(60).fill("pending"));
});

it("an import by one tenant does not delay another tenant's event", async () => {
  const small = await openReceiver();
  const other = await database.addTenant();
  await subscribe(receiver);
  await subscribe(small, ["appointment.created"], other);
  await emit(1_000);
  await emit(1, other);
  startWorker();
  await small.waitFor(1);
  // At most the concurrent batches come before this event.
  expect(receiver.requests.length).toBeLessThan(400);
  await receiver.waitFor(1_000);
});

it("an attempt whose process died is interrupted, and the event is sent again with the same id", async () => {
  await subscribe(receiver);
  const [accepted] = await emit();
  const eventId = accepted?.id ?? "";
  const dead = database.asWorker("wrk_dead", { recorder: { record: () => new Promise(() => {}) } });
  const { claims } = await fanOut(dead, [eventId]);
  for (const claim of claims) void performAttempt(dead, claim);
  await receiver.waitFor(1);

  startWorker();
  await releaseLeases(deps, "wrk_dead");
  const delivered = await deliveryWith("delivered");
  expect(delivered.attempts).toMatchObject([
    { number: 1, error: { code: "interrupted" }, response: null },
    { number: 2, error: null, response: { status: 200 } },
  ]);
  expect(webhookIds(receiver.requests)).toEqual([eventId, eventId]);
});

it("derived events are made only for subscribed webhooks", async () => {
  const other = await database.addTenant();
  await subscribe(receiver, ["appointment.scheduled"]);
  await subscribe(await openReceiver(), ["appointment.created"], other);
  startWorker();
  const [accepted] = await emit();
  await emit(1, other);
  const [request] = await receiver.waitFor(1);
  expect(request?.headers["x-mais-event"]).toBe("appointment.scheduled");
  expect(request?.headers["webhook-id"]).not.toBe(accepted?.id);
  await until("the other tenant has its delivery", async () => (await deliveriesOf(other)).length === 1);
  const named = async (owner: Actor) => (await listEvents(deps, owner, { limit: 100 })).data.map(({ event }) => event);
  expect((await named(actor)).sort()).toEqual(["appointment.created", "appointment.scheduled"]);
  expect(await named(other)).toEqual(["appointment.created"]);
});

it("a due delivery of a webhook that is off is canceled, and no request is sent", async () => {
  const { id } = await subscribe(receiver);
  const [accepted] = await emit();
  await fanOut(deps, [accepted?.id ?? ""]);
  await deps.sql("UPDATE webhook_subscription SET active = false, disabled_reason = 'by_user' WHERE id = $1", [id]);
  await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE subscription_id = $1", [id]);
  startWorker();
  expect(await deliveryWith("canceled")).toMatchObject({ reason: "webhook_inactive" });
  expect(receiver.requests).toEqual([]);
});

it("a test whose process died is ended, and is not sent again", async () => {
  const { id } = await subscribe(receiver);
  const deliveryId = await addDelivery(deps, actor, id, {
    test: true,
    nextTrigger: "test",
    attempts: 1,
    leaseToken: "wrk_dead",
    dueAt: new Date(Date.now() - 1_000),
  });
  startWorker();
  await deliveryWith("failed");
  expect(await getDelivery(deps, actor, { id: deliveryId })).toMatchObject({
    attempts: [{ error: { code: "interrupted" } }],
  });
  expect(receiver.requests).toEqual([]);
});

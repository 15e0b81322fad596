import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { createDueFinder } from "#engine/claim/find-due-deliveries.ts";
import { releaseLeases } from "#engine/claim/release-leases.ts";
import { takeResent, takeUnannounced } from "#engine/claim/take-deliveries.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { createRecorder } from "#engine/record/record-results.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { fanOutOne, makeDue } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhook: { id: string; secret: string };

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());

beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhook = await createWebhook(deps, actor, {
    url: receiver.url,
    events: ["appointment.created"],
    description: "",
    headers: { "x-api-key": "abc" },
    active: true,
    rateLimitPerSecond: null,
  });
  return () => receiver.close();
});

const never = () => expect.fail("no claim");

const fanned = (data?: Record<string, unknown>) => fanOutOne(deps, actor, data);

const detail = (id: string) => getDelivery(deps, actor, { id });

describe("a delivery", () => {
  it("arrives with a signature that standardwebhooks verifies, and is in the log with its attempt", async () => {
    const { claims, first, eventId } = await fanned({ zebra: 1, appointmentId: "abc123", alpha: "\u0000é" });
    expect(await attemptFirst(deps, claims)).toEqual({ open: [], released: [] });
    const [request] = await receiver.waitFor(1);
    expect(() =>
      new Webhook(webhook.secret).verify(request?.body ?? "", request?.headers as Record<string, string>),
    ).not.toThrow();
    expect(request?.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "MAIS-Webhooks/1.0",
      accept: "*/*",
      "x-mais-event": "appointment.created",
      "x-mais-delivery": first.deliveryId,
      "x-mais-attempt": "1",
      "webhook-id": eventId,
      "x-api-key": "abc",
    });
    expect(request?.body.toString()).toContain(`"data":{"zebra":1,"appointmentId":"abc123","alpha":"\\u0000é"}`);
    const logged = await detail(first.deliveryId);
    expect(logged).toMatchObject({ status: "delivered", attemptCount: 1, nextAttemptAt: null, reason: null });
    expect(logged.deliveredAt).not.toBeNull();
    expect(logged.attempts).toMatchObject([
      { number: 1, trigger: "automatic", error: null, response: { status: 200, body: "ok", bodyTruncated: false } },
    ]);
    expect(logged.body).toBe(request?.body.toString());
    expect(logged.attempts[0]?.request).not.toHaveProperty("body");
    expect(JSON.stringify(logged)).not.toContain('abc"');
  });

  it("is made once, also when its event is fanned out twice", async () => {
    const { eventId, first } = await fanned();
    expect(await fanOut(deps, [eventId])).toMatchObject({ claims: [], slow: [] });
    const page = await listDeliveries(deps, actor, { limit: 20, eventId });
    expect(page.data.map(({ id }) => id)).toEqual([first.deliveryId]);
  });

  it("keeps id and bytes over a retry, and renews the timestamp", async () => {
    receiver.answer = () => ({ status: 500 });
    const { claims, first, eventId } = await fanned();
    const {
      open: [due],
    } = await attemptFirst(deps, claims);
    expect(due).toMatchObject({ deliveryId: first.deliveryId, attempts: 1 });
    expect(await detail(first.deliveryId)).toMatchObject({
      status: "retrying",
      reason: "http_status",
      attemptCount: 1,
    });
    expect(await attemptDelivery(deps, first)).toMatchObject({ outcome: "not_due" });
    expect(receiver.requests).toHaveLength(1);

    receiver.answer = () => ({ status: 204 });
    await makeDue(deps, first.deliveryId);
    const later = { ...deps, clock: () => new Date(Date.now() + 60_000) };
    expect(await attemptDelivery(later, first)).toEqual({ outcome: "delivered" });
    const [one, two] = receiver.requests;
    expect(two?.headers["webhook-id"]).toBe(eventId);
    expect(two?.headers["x-mais-attempt"]).toBe("2");
    expect(two?.body.equals(one?.body ?? Buffer.alloc(0))).toBe(true);
    expect(Number(two?.headers["webhook-timestamp"])).toBeGreaterThan(Number(one?.headers["webhook-timestamp"]));
    expect(await attemptDelivery(deps, first)).toEqual({ outcome: "final" });
  });

  it("is failed after the sixth failure", async () => {
    receiver.answer = () => ({ status: 503 });
    const { claims, first } = await fanned();
    await attemptFirst(deps, claims);
    for (let retry = 1; retry <= 4; retry++) {
      await makeDue(deps, first.deliveryId);
      // The fifth failure in a row pauses the webhook, so its deliveries lose their runs.
      expect(await attemptDelivery(deps, first)).toMatchObject({ outcome: retry < 4 ? "retry" : "left" });
    }
    await makeDue(deps, first.deliveryId);
    expect(await attemptDelivery(deps, first)).toEqual({ outcome: "failed" });
    const logged = await detail(first.deliveryId);
    expect(logged).toMatchObject({ status: "failed", attemptCount: 6, nextAttemptAt: null });
    expect(logged.attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await getWebhook(deps, actor, { id: webhook.id })).toMatchObject({ health: "paused", active: true });
  });

  it("fails after a 410, which disables the webhook and cancels waiting deliveries", async () => {
    const waiting = await fanned();
    receiver.answer = () => ({ status: 410 });
    const gone = await fanned();
    await attemptFirst(deps, gone.claims);
    expect(await detail(gone.first.deliveryId)).toMatchObject({ status: "failed", reason: "gone" });
    expect(await getWebhook(deps, actor, { id: webhook.id })).toMatchObject({
      active: false,
      health: "disabled",
      disabledReason: "gone",
    });
    expect(await attemptFirst(deps, waiting.claims)).toEqual({ open: [], released: [waiting.first] });
    expect(await attemptDelivery(deps, waiting.first)).toEqual({ outcome: "final" });
    const canceled = { status: "canceled", reason: "webhook_disabled", attemptCount: 0 };
    expect(await detail(waiting.first.deliveryId)).toMatchObject(canceled);
    expect(receiver.requests).toHaveLength(1);
  });

  it("goes to the slow lane when its webhook failed recently", async () => {
    receiver.answer = () => ({ status: 500 });
    const failing = await fanned();
    await attemptFirst(deps, failing.claims);
    const next = await fanned();
    expect(next.claims).toEqual([]);
    expect(next.slow).toHaveLength(1);
    const { found } = await createDueFinder(deps)({ limit: 10, kinds: ["own"] });
    expect(found.map(({ deliveryId }) => deliveryId)).toContain(next.first.deliveryId);
  });

  it("records an answer with NUL, bad UTF-8 and lone surrogates", async () => {
    receiver.answer = () => ({
      status: 400,
      body: Buffer.from([0, 0xff, 0xfe, 0x41]),
      headers: { "x-odd": "caf\u00e9" },
    });
    const { claims, first } = await fanned();
    await attemptFirst(deps, claims);
    expect((await detail(first.deliveryId)).attempts[0]?.response?.body).toContain("A");
  });
});

describe("a process that died", () => {
  it("between response and record leaves an interrupted attempt, and the event is sent again with the same id", async () => {
    const dead = database.asWorker("wrk_dead", { recorder: { record: () => new Promise(() => {}) } });
    const {
      claims: [claimed = never()],
      first,
    } = await fanOutOne(dead, actor);
    void performAttempt(dead, claimed);
    await receiver.waitFor(1);
    expect(await attemptDelivery(deps, first)).toEqual({ outcome: "held" });

    await releaseLeases(deps, "wrk_dead");
    expect(await attemptDelivery(deps, first)).toEqual({ outcome: "delivered" });
    expect(receiver.requests.map(({ headers }) => headers["webhook-id"])).toEqual([claimed.eventId, claimed.eventId]);
    const logged = await detail(first.deliveryId);
    expect(logged).toMatchObject({ status: "delivered", attemptCount: 2 });
    expect(logged.attempts[0]).toMatchObject({ number: 1, error: { code: "interrupted" }, response: null });
  });

  it("cannot change a delivery by a late record, which completes only its own attempt", async () => {
    const late = database.asWorker("wrk_late");
    const {
      claims: [claimed = never()],
      first,
    } = await fanOutOne(late, actor);
    await releaseLeases(deps, "wrk_late");
    receiver.answer = () => ({ status: 500 });
    expect(await attemptDelivery(deps, first)).toMatchObject({ outcome: "retry" });
    receiver.answer = () => ({ status: 200 });
    await performAttempt(late, claimed);
    const logged = await detail(first.deliveryId);
    expect(logged).toMatchObject({ status: "retrying", attemptCount: 2 });
    expect(logged.attempts).toMatchObject([
      { number: 1, response: { status: 200 }, error: null },
      { number: 2, response: { status: 500 } },
    ]);
  });

  it("five interruptions in a row count as one failure; one does not", async () => {
    const dead = { ...deps, workerId: "wrk_crash", http: () => new Promise<never>(() => {}) };
    const { first } = await fanOutOne(dead, actor);
    await releaseLeases(deps, "wrk_crash");
    for (let i = 0; i < 4; i++) {
      void attemptDelivery(dead, first);
      await expect.poll(() => detail(first.deliveryId).then(({ attemptCount }) => attemptCount)).toBe(i + 2);
      expect((await detail(first.deliveryId)).status).toBe("pending");
      await releaseLeases(deps, "wrk_crash");
    }
    expect(await attemptDelivery(deps, first)).toMatchObject({ outcome: "not_due" });
    expect(await detail(first.deliveryId)).toMatchObject({ status: "retrying", attemptCount: 5 });
    expect(receiver.requests).toHaveLength(0);
  });
});

it("a response is recorded after the database was unavailable for a moment", async () => {
  const { claims, first } = await fanned();
  let refusals = 2;
  const flaky = createRecorder({
    ...deps,
    sql: (text, values) => {
      if (refusals-- > 0) return Promise.reject(Object.assign(new Error("gone"), { code: "57P01" }));
      return deps.sql(text, values);
    },
  });
  expect(await attemptFirst({ ...deps, recorder: flaky }, claims, 30_000)).toEqual({ open: [], released: [] });
  expect(await detail(first.deliveryId)).toMatchObject({ status: "delivered", attemptCount: 1 });
});

it("a lost delivery is announced once more, and not again before its backoff ends", async () => {
  const { first } = await fanned();
  await deps.sql("UPDATE webhook_delivery SET due_at = now() - interval '1 hour', lease_token = NULL WHERE id = $1", [
    first.deliveryId,
  ]);
  const ids = async () => (await takeUnannounced(deps, { limit: 500 })).own.map(({ deliveryId }) => deliveryId);
  expect(await ids()).toContain(first.deliveryId);
  expect(await ids()).not.toContain(first.deliveryId);
  expect(await takeResent(deps, [first])).toMatchObject({ own: [{ generation: 2 }], backlog: [] });
});

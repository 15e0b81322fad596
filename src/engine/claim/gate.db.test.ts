import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addDueDeliveries, fanOutOne, findAll } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  return () => receiver.close();
});

const subscribe = (changes: { rateLimitPerSecond?: number } = {}, url = receiver.url) =>
  createWebhook(deps, actor, {
    url,
    events: ["appointment.created"],
    description: "",
    headers: {},
    active: true,
    rateLimitPerSecond: null,
    ...changes,
  });

const addDue = (webhook: { id: string; url: string }, count: number) => addDueDeliveries(deps, actor, webhook, count);

const openGate = ({ id }: { id: string }) =>
  deps.sql("UPDATE webhook_subscription SET gate_at = now() WHERE id = $1", [id]);
const detail = (id: string) => getDelivery(deps, actor, { id });
const rowOf = ({ id }: { id: string }) => deps.db.webhookSubscription.findUniqueOrThrow({ where: { id } });
const findMine = async () => (await findAll(deps)).filter(({ tenantId }) => tenantId === actor.tenantId);
const idsOf = (rows: readonly { deliveryId: string }[]) => rows.map(({ deliveryId }) => deliveryId);

/** Opens the breaker of a webhook that has `waiting` more due deliveries. */
const paused = async (waiting: number) => {
  receiver.answer = () => ({ status: 500 });
  const webhook = await subscribe();
  const due = await addDue(webhook, 5 + waiting);
  for (const one of due.slice(0, 5)) await attemptDelivery(deps, one);
  return { webhook, waiting: due.slice(5) };
};

describe("a paused webhook", () => {
  it("gets no request before its next probe, and its waiting deliveries count no attempt", async () => {
    const { webhook, waiting } = await paused(2);
    expect(await getWebhook(deps, actor, { id: webhook.id })).toMatchObject({ health: "paused", active: true });
    for (const one of waiting) expect(await attemptDelivery(deps, one)).toEqual({ outcome: "left" });
    expect(receiver.requests).toHaveLength(5);
    expect(await findMine()).toEqual([]);
    expect(await detail(waiting[0]?.deliveryId ?? "")).toMatchObject({ status: "pending", attemptCount: 0 });
  });

  it("gets one probe at a time, with the oldest due delivery", async () => {
    const { webhook, waiting } = await paused(3);
    await openGate(webhook);
    expect(idsOf(await findMine())).toEqual([waiting[0]?.deliveryId]);
    expect(await claimDeliveries(deps, [waiting[1]?.deliveryId ?? ""])).toEqual([]);
    const claims = await Promise.all([1, 2].map(() => claimDeliveries(deps, idsOf(waiting))));
    expect(claims.flat()).toMatchObject([{ deliveryId: waiting[0]?.deliveryId, isProbe: true }]);
  });

  it("waits longer after a failed probe, which counts as that delivery's attempt", async () => {
    const { webhook, waiting } = await paused(1);
    await openGate(webhook);
    expect(await attemptDelivery(deps, waiting[0] ?? never())).toEqual({ outcome: "left" });
    expect(await detail(waiting[0]?.deliveryId ?? "")).toMatchObject({ status: "retrying", attemptCount: 1 });
    expect(await rowOf(webhook)).toMatchObject({ probes: 1, consecutiveFailures: 6 });
  });

  it("is healthy after a delivered probe, and its backlog is spread over time", async () => {
    const { webhook, waiting } = await paused(101);
    receiver.answer = () => ({ status: 200 });
    await openGate(webhook);
    expect(await attemptDelivery(deps, waiting[0] ?? never())).toEqual({ outcome: "delivered" });
    expect(await getWebhook(deps, actor, { id: webhook.id })).toMatchObject({ health: "healthy" });
    const { drainingUntil } = await rowOf(webhook);
    // 100 deliveries wait, at 50 a second.
    expect(drainingUntil?.getTime()).toBeGreaterThan(Date.now() + 1_000);
    const claimed = await Promise.all(waiting.slice(1).map(({ deliveryId }) => claimDeliveries(deps, [deliveryId])));
    expect(claimed.flat().length).toBeLessThan(100);
  });

  it("gets a manual resend at once, as a probe", async () => {
    const { webhook, waiting } = await paused(2);
    receiver.answer = () => ({ status: 200 });
    const [, second] = waiting;
    await resendDelivery(deps, actor, { id: second?.deliveryId ?? "" });
    expect(idsOf(await findMine())).toEqual([second?.deliveryId]);
    expect(await attemptDelivery(deps, second ?? never())).toEqual({ outcome: "delivered" });
    expect(await getWebhook(deps, actor, { id: webhook.id })).toMatchObject({ health: "healthy" });
  });

  it("settles the attempts of a dead process at once, without a request", async () => {
    const { webhook, waiting } = await paused(1);
    const [held] = waiting;
    if (!held) throw new Error("nothing waits");
    await deps.sql("UPDATE webhook_subscription SET gate_at = NULL, probes = NULL WHERE id = $1", [webhook.id]);
    expect(await claimDeliveries({ ...deps, workerId: "wrk_dead" }, [held.deliveryId])).toHaveLength(1);
    await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [held.deliveryId]);
    await deps.sql("UPDATE webhook_subscription SET gate_at = now() + interval '1 hour', probes = 0 WHERE id = $1", [
      webhook.id,
    ]);
    const before = receiver.requests.length;
    expect(idsOf(await findMine())).toEqual([held.deliveryId]);
    await attemptDelivery(deps, held);
    expect((await detail(held.deliveryId)).attempts).toMatchObject([{ number: 1, error: { code: "interrupted" } }]);
    expect(await findMine()).toEqual([]);
    expect(receiver.requests.length).toBe(before);
  });

  it("holds back deliveries of a recovery: only a manual resend is a probe", async () => {
    const { waiting } = await paused(1);
    await deps.sql("UPDATE webhook_delivery SET next_trigger = 'manual', requested_by = 'rec_1' WHERE id = $1", [
      waiting[0]?.deliveryId,
    ]);
    expect(await findMine()).toEqual([]);
    expect(await attemptDelivery(deps, waiting[0] ?? never())).toEqual({ outcome: "left" });
  });

  it("with a new URL is healthy, and its backlog is spread over time", async () => {
    const { webhook } = await paused(20);
    const changes = { url: `${receiver.url}/new` };
    expect(await updateWebhook(deps, actor, { id: webhook.id, changes })).toMatchObject({ health: "healthy" });
    expect((await rowOf(webhook)).drainingUntil).not.toBeNull();
  });

  it("releases first attempts that a batch claimed before the pause, and keeps them due", async () => {
    const webhook = await subscribe();
    const { claims, first } = await fanOutOne(deps, actor);
    await deps.sql("UPDATE webhook_subscription SET probes = 0, consecutive_failures = 5 WHERE id = $1", [webhook.id]);
    expect(await attemptFirst(deps, claims)).toEqual({ open: [], released: [first] });
    expect(receiver.requests).toEqual([]);
    const [row] = await deps.sql(
      "SELECT due_at <= now() AS due, lease_token AS token, attempts FROM webhook_delivery WHERE id = $1",
      [first.deliveryId],
    );
    expect(row).toEqual({ due: true, token: null, attempts: 0 });
  });
});

describe("a limited rate", () => {
  it("lets one delivery pass per slot, whichever worker asks", async () => {
    const webhook = await subscribe({ rateLimitPerSecond: 1 });
    const due = await addDue(webhook, 5);
    const workers = [database.asWorker("wrk_a"), database.asWorker("wrk_b"), database.asWorker("wrk_c")];
    const claims = await Promise.all(workers.map((worker) => claimDeliveries(worker, idsOf(due))));
    expect(claims.flat()).toHaveLength(1);
    expect(await findMine()).toEqual([]);
    await openGate(webhook);
    expect(await claimDeliveries(deps, idsOf(due.slice(1)))).toHaveLength(1);
  });

  it("sends all deliveries within its rate, and no delivery fails by waiting", async () => {
    const webhook = await subscribe({ rateLimitPerSecond: 20 });
    const due = await addDue(webhook, 20);
    for (const one of due) expect(await attemptDelivery(deps, one)).toEqual({ outcome: "delivered" });
    const times = receiver.requests.map(({ receivedAt }) => receivedAt.getTime());
    // Slots are 50 ms apart, and a few may pass at once.
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(19 * 50 - 150);
    expect(await rowOf(webhook)).toMatchObject({ consecutiveFailures: 0 });
  });
});

describe("a receiver's webhook-delivery header", () => {
  it('"disable" switches the webhook off and cancels waiting deliveries', async () => {
    const webhook = await subscribe();
    const [first, second] = await addDue(webhook, 2);
    receiver.answer = () => ({ status: 200, headers: { "webhook-delivery": "disable" } });
    expect(await attemptDelivery(deps, first ?? never())).toEqual({ outcome: "delivered" });
    expect(await getWebhook(deps, actor, { id: webhook.id })).toMatchObject({
      active: false,
      disabledReason: "receiver_request",
    });
    expect(await detail(second?.deliveryId ?? "")).toMatchObject({ status: "canceled", reason: "webhook_disabled" });
  });

  it('"abort-message" ends the delivery and leaves the webhook on', async () => {
    const webhook = await subscribe();
    const [first] = await addDue(webhook, 1);
    receiver.answer = () => ({ status: 422, headers: { "webhook-delivery": "abort-message" } });
    expect(await attemptDelivery(deps, first ?? never())).toEqual({ outcome: "failed" });
    expect(await detail(first?.deliveryId ?? "")).toMatchObject({ status: "failed", reason: "aborted_by_receiver" });
    expect(await getWebhook(deps, actor, { id: webhook.id })).toMatchObject({ active: true, health: "failing" });
  });
});

it("a delivery whose payload is past retention is canceled, not sent", async () => {
  const webhook = await subscribe();
  const [first] = await addDue(webhook, 1);
  await deps.sql("DELETE FROM webhook_payload WHERE tenant_id = $1", [actor.tenantId]);
  expect(await attemptDelivery(deps, first ?? never())).toEqual({ outcome: "final" });
  expect(await detail(first?.deliveryId ?? "")).toMatchObject({ status: "canceled", reason: "payload_expired" });
  expect(receiver.requests).toEqual([]);
});

const never = (): never => {
  throw new Error("a delivery is missing");
};

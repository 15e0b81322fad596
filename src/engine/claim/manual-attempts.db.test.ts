import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addAttempts, addDueDeliveries, addWebhook, fanOutOne, makeDue } from "#tests/seed-deliveries.ts";

// Manual changes of a webhook and its deliveries, before, during and after sending.

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhook: { id: string };

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhook = await addWebhook(deps, actor, { url: receiver.url });
  return () => receiver.close();
});

const fanned = () => fanOutOne(deps, actor);
const detail = (id: string) => getDelivery(deps, actor, { id });

describe("resend", () => {
  it("is the next attempt with trigger manual, and two resends never run at once", async () => {
    const { claims, first } = await fanned();
    await attemptFirst(deps, claims);
    expect(await resendDelivery(deps, actor, { id: first.deliveryId })).toMatchObject({ status: "delivered" });
    await expect(resendDelivery(deps, actor, { id: first.deliveryId })).rejects.toMatchObject({ code: "conflict" });
    receiver.answer = () => ({ status: 500 });
    expect(await attemptDelivery(deps, first)).toEqual({ outcome: "failed" });
    const logged = await detail(first.deliveryId);
    expect(logged).toMatchObject({ status: "delivered", attemptCount: 2, nextAttemptAt: null });
    expect(logged.attempts.map(({ trigger }) => trigger)).toEqual(["automatic", "manual"]);
  });

  it("refuses a test, a webhook that is off, and another tenant's delivery", async () => {
    const stranger = await database.addTenant();
    const { claims, first } = await fanned();
    await attemptFirst(deps, claims);
    await expect(resendDelivery(deps, stranger, { id: first.deliveryId })).rejects.toMatchObject({ code: "not_found" });
    await expect(getDelivery(deps, stranger, { id: first.deliveryId })).rejects.toMatchObject({ code: "not_found" });
    const test = await testWebhook(deps, actor, { id: webhook.id });
    await expect(resendDelivery(deps, actor, { id: test.delivery.id })).rejects.toMatchObject({ code: "conflict" });
    await updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } });
    await expect(resendDelivery(deps, actor, { id: first.deliveryId })).rejects.toMatchObject({ code: "conflict" });
  });

  it("is possible a hundred times at most, also with concurrent requests", async () => {
    const [due] = await addDueDeliveries(deps, actor, { ...webhook, url: receiver.url }, 1);
    if (!due) throw new Error("no delivery");
    const id = due.deliveryId;
    await addAttempts(deps, id, 99);
    expect(await detail(id)).toMatchObject({ resendsLeft: 1 });
    const both = await Promise.allSettled([1, 2].map(() => resendDelivery(deps, actor, { id })));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await attemptDelivery(deps, due)).toEqual({ outcome: "delivered" });
    await expect(resendDelivery(deps, actor, { id })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("100 times"),
    });
    expect(await detail(id)).toMatchObject({ resendsLeft: 0, attemptCount: 100 });
  });

  it("is refused when another resend was stored after the count", async () => {
    const [due] = await addDueDeliveries(deps, actor, { ...webhook, url: receiver.url }, 1);
    if (!due) throw new Error("no delivery");
    const id = due.deliveryId;
    await addAttempts(deps, id, 99);
    const slow: EngineDeps = {
      ...deps,
      sql: async (text, values) => {
        const rows = await deps.sql(text, values);
        if (text.includes("count(*)")) {
          await resendDelivery(deps, actor, { id });
          await attemptDelivery(deps, due);
        }
        return rows as never;
      },
    };
    await expect(resendDelivery(slow, actor, { id })).rejects.toMatchObject({ code: "conflict" });
    expect(await detail(id)).toMatchObject({ resendsLeft: 0, attemptCount: 100, nextAttemptAt: null });
  });

  it("of a recovery does not count as manual", async () => {
    const [due] = await addDueDeliveries(deps, actor, { ...webhook, url: receiver.url }, 1);
    if (!due) throw new Error("no delivery");
    await addAttempts(deps, due.deliveryId, 100);
    await deps.sql("UPDATE webhook_attempt SET requested_by = 'rec_1' WHERE delivery_id = $1", [due.deliveryId]);
    expect(await detail(due.deliveryId)).toMatchObject({ resendsLeft: 100 });
    await resendDelivery(deps, actor, { id: due.deliveryId });
  });
});

it("shows the newest fifty attempts of a delivery, oldest first, and earlier ones by number", async () => {
  const [due] = await addDueDeliveries(deps, actor, { ...webhook, url: receiver.url }, 1);
  if (!due) throw new Error("no delivery");
  const id = due.deliveryId;
  await addAttempts(deps, id, 120, "automatic");
  const numbers = async (attemptsBefore?: number) => {
    const { attempts, attemptsOmitted } = await getDelivery(deps, actor, { id, attemptsBefore });
    return [attempts.map(({ number }) => number), attemptsOmitted];
  };
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
  expect(await numbers()).toEqual([range(71, 120), 70]);
  expect(await numbers(71)).toEqual([range(21, 70), 20]);
  expect(await numbers(21)).toEqual([range(1, 20), 0]);
  expect(await numbers(51)).toEqual([range(1, 50), 0]);
  expect(await numbers(1)).toEqual([[], 0]);
});

describe("a test", () => {
  it("sends the sample for real, also when the webhook is off, is never retried and does not count for health", async () => {
    await updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } });
    receiver.answer = () => ({ status: 500, body: "no" });
    const phases: string[] = [];
    const result = await testWebhook(
      deps,
      actor,
      { id: webhook.id, event: "payment.failed" },
      {
        onPhase: (phase) => phases.push(phase),
      },
    );
    expect(result).toMatchObject({
      ok: false,
      delivery: { status: "failed", test: true, event: "payment.failed", nextAttemptAt: null },
      attempt: { number: 1, trigger: "test", response: { status: 500, body: "no" }, resentOnNewConnection: false },
    });
    expect(result.delivery.body).toBe(receiver.requests[0]?.body.toString());
    expect(phases).toEqual(expect.arrayContaining(["sent", "status", "body"]));
    expect(JSON.parse(receiver.requests[0]?.body.toString() ?? "")).toMatchObject({
      test: true,
      tenantId: actor.tenantId,
    });
    await updateWebhook(deps, actor, { id: webhook.id, changes: { active: true } });
    expect(await getWebhook(deps, actor, { id: webhook.id })).toMatchObject({ health: "healthy" });
  });

  it("of another tenant's webhook answers not_found", async () => {
    await expect(testWebhook(deps, await database.addTenant(), { id: webhook.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

it("waiting deliveries of a deleted webhook are canceled, and no request is sent", async () => {
  const { claims, first } = await fanned();
  await deleteWebhook(deps, actor, { id: webhook.id });
  expect(await attemptFirst(deps, claims)).toEqual({ open: [], released: [first] });
  expect(await attemptDelivery(deps, first)).toEqual({ outcome: "final" });
  expect(receiver.requests).toHaveLength(0);
  expect(await detail(first.deliveryId)).toMatchObject({
    status: "canceled",
    reason: "webhook_deleted",
    attemptCount: 0,
  });
});

describe("an attempt that runs while its webhook is switched off", () => {
  const runThrough = async (answer: { status: number }) => {
    const { claims, first } = await fanned();
    let finish: (value: { status: number }) => void = () => {};
    receiver.answer = () => new Promise((resolve) => (finish = resolve));
    const attempt = attemptFirst(deps, claims, 30_000);
    await receiver.waitFor(1);
    await updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } });
    finish(answer);
    await attempt;
    return first;
  };

  it("is delivered when the receiver says so", async () => {
    const { deliveryId } = await runThrough({ status: 200 });
    expect(await detail(deliveryId)).toMatchObject({ status: "delivered", attemptCount: 1 });
  });

  it("is not retried when it fails", async () => {
    const first = await runThrough({ status: 500 });
    await makeDue(deps, first.deliveryId);
    expect(await attemptDelivery(deps, first)).toEqual({ outcome: "final" });
    expect(await detail(first.deliveryId)).toMatchObject({
      status: "canceled",
      reason: "webhook_inactive",
      attemptCount: 1,
    });
    expect(receiver.requests).toHaveLength(1);
  });
});

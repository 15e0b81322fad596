import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { planDelivery } from "#engine/retry/plan-delivery.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { orderedWebhook, steps } from "#tests/ordered-webhook.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addDelivery, addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";

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
  receiver.answer = () => ({ status: 500 });
  actor = await database.addTenant();
  return () => receiver.close();
});

const plan = (id: string, by = actor) => planDelivery(deps, by, { id });
const dueAt = async (id: string) => (await deps.db.webhookDelivery.findUniqueOrThrow({ where: { id } })).dueAt;

/** Adds a webhook and `count` due deliveries, and attempts the first of them `failures` times. */
const failing = async (failures: number, count = 1) => {
  const webhook = await addWebhook(deps, actor, { url: receiver.url });
  const due = await addDueDeliveries(deps, actor, webhook, count);
  const [first] = due;
  if (!first) throw new Error("no delivery");
  for (let attempt = 0; attempt < failures; attempt++) {
    await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [first.deliveryId]);
    await attemptDelivery(deps, first);
  }
  return { webhook, due, id: first.deliveryId };
};

describe("a delivery that is retried", () => {
  it("has its next attempt exactly, and the others up to the sixth by estimate", async () => {
    const { id } = await failing(2);
    const { upcoming, ...rest } = await plan(id);
    expect(rest).toMatchObject({ attemptsMax: 6, failures: 2, isRunning: false, hold: null, resendRefusal: null });
    expect(upcoming).toHaveLength(4);
    expect(upcoming[0]).toBe((await dueAt(id))?.toISOString());
    expect(upcoming).toEqual(upcoming.toSorted());
  });

  it("has no plan while an attempt is running", async () => {
    const { id } = await failing(1);
    await deps.sql(
      "UPDATE webhook_delivery SET lease_token = 'wrk_1', due_at = now() + interval '30 s' WHERE id = $1",
      [id],
    );
    expect(await plan(id)).toMatchObject({ isRunning: true, upcoming: [], hold: null, resendRefusal: "running" });
  });

  it("has no plan while its webhook is paused", async () => {
    const { due, id } = await failing(0, 6);
    for (const one of due.slice(1)) await attemptDelivery(deps, one);
    expect(await plan(id)).toMatchObject({ hold: "paused", upcoming: [] });
  });
});

describe("a resend", () => {
  it("that was asked for is the next attempt, and cannot be asked for again", async () => {
    const { id } = await failing(1);
    await resendDelivery(deps, actor, { id });
    expect(await plan(id)).toMatchObject({ resendRefusal: "running" });
    expect((await plan(id)).upcoming).toHaveLength(5);
  });

  it("after the end is followed by no retry", async () => {
    const { webhook } = await failing(0);
    const id = await addDelivery(deps, actor, webhook.id, { status: "failed", attempts: 6, failures: 6 });
    expect(await plan(id)).toMatchObject({ upcoming: [], hold: null, resendRefusal: null });
    await resendDelivery(deps, actor, { id });
    expect((await plan(id)).upcoming).toHaveLength(1);
  });

  it("is named as impossible for the reason that would refuse it", async () => {
    const { webhook, id } = await failing(1);
    const test = await addDelivery(deps, actor, webhook.id, { test: true, status: "failed" });
    const gone = await addDelivery(deps, actor, webhook.id, { status: "failed", hasPayload: false });
    expect(await plan(test)).toMatchObject({ attemptsMax: 1, resendRefusal: "test" });
    expect(await plan(gone)).toMatchObject({ resendRefusal: "past_retention" });
    await updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } });
    expect(await plan(id)).toMatchObject({ resendRefusal: "webhook_off", upcoming: [] });
    for (const refused of [test, gone, id])
      await expect(resendDelivery(deps, actor, { id: refused })).rejects.toMatchObject({ code: "conflict" });
  });
});

it("a delivery that waits in its lane has no plan", async () => {
  const ordered = await orderedWebhook(database);
  ordered.failing(1);
  await ordered.dispatch(await ordered.accept(...steps("a1", 2)));
  const [first, second] = await ordered.deliveries();
  expect(await plan(first?.id ?? "", ordered.actor)).toMatchObject({ hold: null });
  expect(await plan(second?.id ?? "", ordered.actor)).toMatchObject({ hold: "order", upcoming: [] });
  await ordered.receiver.close();
});

it("another tenant's delivery is not found", async () => {
  const { id } = await failing(0);
  await expect(plan(id, await database.addTenant())).rejects.toMatchObject({ code: "not_found" });
});

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { attemptDue } from "#engine/attempt/attempt-due.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhookId: string;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhookId = (await addWebhook(deps, actor, { url: receiver.url })).id;
  return () => receiver.close();
});

const due = async (changes: object = {}, subscriptionId = webhookId) => {
  const retrying = {
    status: "retrying",
    attempts: 1,
    failures: 1,
    reason: "timeout",
    dueAt: new Date(Date.now() - 1_000),
  };
  const deliveryId = await addDelivery(deps, actor, subscriptionId, { ...retrying, ...changes });
  return { deliveryId, subscriptionId, tenantId: actor.tenantId, host: hostOf(receiver.url) };
};
const several = (count: number) => Promise.all(Array.from({ length: count }, () => due()));
const detail = (id: string) => getDelivery(deps, actor, { id });

it("attemptDue attempts all due deliveries, never more at once than the slow lane has places", async () => {
  let open = 0;
  let most = 0;
  receiver.answer = async () => {
    most = Math.max(most, ++open);
    await new Promise(setImmediate);
    open--;
    return { status: 200 };
  };
  const [some, others] = [await several(8), await several(6)];
  expect(await Promise.all([attemptDue(deps, some, 20_000), attemptDue(deps, others, 20_000)])).toEqual([[], []]);
  for (const { deliveryId } of [...some, ...others])
    expect(await detail(deliveryId)).toMatchObject({ status: "delivered", attemptCount: 2 });
  expect(receiver.requests).toHaveLength(14);
  expect(most).toBeLessThanOrEqual(5);
});

it("a delivery that finds no place in time stays due, and its attempts do not increase", async () => {
  receiver.answer = () => "hang";
  const deliveries = await several(7);
  expect(await attemptDue(deps, deliveries, 100)).toHaveLength(5);
  const [row] = await deps.sql(
    "SELECT count(*)::int AS left FROM webhook_delivery WHERE subscription_id = $1 AND due_at <= now() AND attempts = 1",
    [webhookId],
  );
  expect(row).toEqual({ left: 2 });
});

it("attemptDue sends nothing more when it runs twice at once, too early, or after the end", async () => {
  const now = await due();
  const early = await due({ dueAt: new Date(Date.now() + 60_000) });
  const over = await due({ status: "delivered", dueAt: null });
  const all = [now, early, over, now];
  await Promise.all([attemptDue(deps, all), attemptDue(database.asWorker("wrk_other"), all)]);
  expect(receiver.requests.map(({ headers }) => headers["x-mais-delivery"])).toEqual([now.deliveryId]);
});

it("attemptDue returns when a failed delivery is due again, and a hanging receiver does not delay others", async () => {
  receiver.answer = ({ path }) => (path === "/hook" ? { status: 500 } : "hang");
  const hanging = await addWebhook(deps, actor, { url: `${receiver.url}/hang` });
  const [failing, open] = [await due(), await due({}, hanging.id)];
  const answer = await attemptDue(deps, [failing, open], 200);
  expect(answer.map(({ deliveryId, attempts }) => [deliveryId, attempts]).sort()).toEqual(
    [
      [failing.deliveryId, 2],
      [open.deliveryId, 2],
    ].sort(),
  );
  expect(answer.every(({ dueAt }) => dueAt.getTime() > Date.now())).toBe(true);
  expect(await detail(failing.deliveryId)).toMatchObject({ status: "retrying", attemptCount: 2 });
});

it("the open attempt of a dead process is settled, and the next attempt has the next number", async () => {
  const left = await due({ leaseToken: "wrk_dead" });
  await attemptDue(deps, [left]);
  expect(await detail(left.deliveryId)).toMatchObject({
    status: "delivered",
    attempts: [
      { number: 1, error: { code: "interrupted" } },
      { number: 2, error: null },
    ],
  });
});

it("a paused webhook gets one probe, and a limited webhook gets requests within its rate", async () => {
  receiver.answer = () => ({ status: 500 });
  const deliveries = await several(4);
  await deps.sql("UPDATE webhook_subscription SET probes = 0, gate_at = now() WHERE id = $1", [webhookId]);
  await attemptDue(deps, deliveries);
  expect(receiver.requests).toHaveLength(1);

  const limit =
    "UPDATE webhook_subscription SET probes = NULL, gate_at = NULL, rate_limit_per_second = $2 WHERE id = $1";
  await deps.sql(limit, [webhookId, 1]);
  await attemptDue(deps, deliveries, 50);
  // The first delivery waits for its retry.
  expect(receiver.requests).toHaveLength(1 + 1);
  await deps.sql(limit, [webhookId, 20]);
  await attemptDue(deps, deliveries, 20_000);
  expect(receiver.requests).toHaveLength(1 + 3);
});

it("a paused webhook does not delay another tenant's delivery", async () => {
  const other = await database.addTenant();
  const theirs = await addWebhook(deps, other, { url: receiver.url });
  await deps.sql("UPDATE webhook_subscription SET probes = 3, gate_at = now() + interval '1 hour' WHERE id = $1", [
    webhookId,
  ]);
  const mine = await due();
  const deliveryId = await addDelivery(deps, other, theirs.id, { dueAt: new Date(Date.now() - 1_000) });
  await attemptDue(deps, [
    mine,
    { deliveryId, subscriptionId: theirs.id, tenantId: other.tenantId, host: hostOf(receiver.url) },
  ]);
  expect(receiver.requests.map(({ headers }) => headers["x-mais-delivery"])).toEqual([deliveryId]);
  expect(await detail(mine.deliveryId)).toMatchObject({ status: "retrying", attemptCount: 1 });
});

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getWebhookHealth } from "#domain/subscriptions/get-webhook-health.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { readLastFailures } from "#domain/subscriptions/read-last-failures.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addAttempts, addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let id: string;
beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  ({ id } = await addWebhook(deps, actor, { url: receiver.url }));
  return () => receiver.close();
});

const due = { status: "retrying", attempts: 1, failures: 1, dueAt: new Date("2020-01-01") };
const waiting = { ...due, dueAt: new Date("2099-01-01") };
const send = async (status: number): Promise<string> => {
  receiver.answer = () => ({ status });
  const deliveryId = await addDelivery(deps, actor, id, due);
  await attemptDelivery(deps, { deliveryId, subscriptionId: id, tenantId: actor.tenantId, host: hostOf(receiver.url) });
  return deliveryId;
};
const lastFailure = async () => (await readLastFailures(deps, actor, [id])).get(id);
const attemptOf = (deliveryId: string) => deps.db.webhookAttempt.findFirstOrThrow({ where: { deliveryId } });

it("is kept while 60 newer deliveries wait and the tenant's other webhooks make 500 attempts", async () => {
  const deliveryId = await send(503);
  for (let n = 0; n < 60; n++) await addDelivery(deps, actor, id, waiting);
  const other = await addWebhook(deps, actor);
  await addAttempts(deps, await addDelivery(deps, actor, other.id, { status: "delivered" }), 510);
  const { id: attemptId, endedAt } = await attemptOf(deliveryId);
  expect(await lastFailure()).toEqual({
    attemptId,
    deliveryId,
    at: endedAt?.toISOString(),
    httpStatus: 503,
    errorCode: "http_status",
    message: expect.stringContaining("503"),
  });
  expect(await getWebhookHealth(deps, actor, { id })).toMatchObject({ lastError: { code: "http_status" } });
});

it("is the newest failure, and stays after a success, which writes nothing more to a healthy webhook", async () => {
  await send(503);
  const second = await send(500);
  await send(200);
  expect(await lastFailure()).toMatchObject({ deliveryId: second, httpStatus: 500 });
  const version = () => deps.sql("SELECT xmin::text, ctid::text FROM webhook_subscription WHERE id = $1", [id]);
  const before = await version();
  await send(200);
  expect(await version()).toEqual(before);
});

it("outlives the attempt, then without a link", async () => {
  const deliveryId = await send(503);
  await deps.db.webhookDelivery.delete({ where: { id: deliveryId } });
  expect(await lastFailure()).toMatchObject({ attemptId: null, deliveryId: null, httpStatus: 503 });
});

it("is forgotten with a new URL, and kept when the webhook is turned off and on", async () => {
  await send(503);
  await updateWebhook(deps, actor, { id, changes: { active: false } });
  await updateWebhook(deps, actor, { id, changes: { active: true } });
  expect(await lastFailure()).toMatchObject({ httpStatus: 503 });
  await updateWebhook(deps, actor, { id, changes: { url: `${receiver.url}/new` } });
  expect(await lastFailure()).toBeUndefined();
});

it("is found in the log for a webhook whose last failure was written by an earlier version", async () => {
  const deliveryId = await send(503);
  await deps.sql(
    "UPDATE webhook_subscription SET last_failure_at = NULL, last_failure_attempt_id = NULL WHERE id = $1",
    [id],
  );
  expect(await lastFailure()).toMatchObject({ deliveryId, httpStatus: 503, errorCode: "http_status" });
});

it("belongs to its tenant", async () => {
  await send(503);
  expect(await readLastFailures(deps, await database.addTenant(), [id])).toEqual(new Map());
});

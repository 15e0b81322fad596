import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import type { Place } from "#domain/subscriptions/place.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { releaseLeases } from "#engine/claim/release-leases.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook, fanOutOne } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const dueDelivery = async (): Promise<{ actor: Actor; webhookId: string; due: Place & { deliveryId: string } }> => {
  const actor = await database.addTenant();
  const webhook = await addWebhook(deps, actor, { url: receiver.url });
  const { first: due } = await fanOutOne(deps, actor);
  await deps.sql("UPDATE webhook_delivery SET due_at = now(), lease_token = NULL, attempts = 0 WHERE id = $1", [
    due.deliveryId,
  ]);
  return { actor, webhookId: webhook.id, due };
};

it("a first attempt of a dead process is recorded as interrupted, and its delivery is due at once", async () => {
  const { actor, due } = await dueDelivery();
  const hold =
    "UPDATE webhook_delivery SET due_at = now() + interval '1 min', lease_token = 'wrk_dead', attempts = 1 WHERE id = $1";
  await deps.sql(hold, [due.deliveryId]);
  await releaseLeases(deps, "wrk_de");
  expect(await attemptDelivery(deps, due)).toEqual({ outcome: "held" });
  await releaseLeases(deps, "wrk_dead");
  expect(await attemptDelivery(deps, due)).toEqual({ outcome: "delivered" });
  expect(await getDelivery(deps, actor, { id: due.deliveryId })).toMatchObject({
    attempts: [
      { number: 1, error: { code: "interrupted" } },
      { number: 2, error: null },
    ],
  });
  receiver.requests.length = 0;
});

it("an unreadable secret sends no request, records the reason, and uses no retry", async () => {
  const { actor, webhookId, due } = await dueDelivery();
  await deps.sql("UPDATE webhook_subscription SET secret = 'garbage' WHERE id = $1", [webhookId]);
  expect(await attemptDelivery(deps, due)).toMatchObject({ outcome: "retry" });
  expect(receiver.requests).toEqual([]);
  expect(await getDelivery(deps, actor, { id: due.deliveryId })).toMatchObject({
    status: "pending",
    attemptCount: 1,
    attempts: [{ error: { code: "interrupted", message: expect.stringContaining("secret") } }],
  });
  expect(await deps.db.webhookDelivery.findUnique({ where: { id: due.deliveryId } })).toMatchObject({ failures: 0 });
  expect(await getWebhook(deps, actor, { id: webhookId })).toMatchObject({ health: "healthy" });
});

it("a request that could not leave this process is repeated soon, and uses no retry", async () => {
  const { actor, due } = await dueDelivery();
  const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
  const error = { code: "interrupted", message: "The request was not sent." } as const;
  const starved: EngineDeps = { ...deps, http: async () => ({ timings, durationMs: 0, response: null, error }) };
  expect(await attemptDelivery(starved, due)).toMatchObject({ outcome: "retry" });
  await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [due.deliveryId]);
  expect(await attemptDelivery(deps, due)).toEqual({ outcome: "delivered" });
  expect(await getDelivery(deps, actor, { id: due.deliveryId })).toMatchObject({
    attempts: [
      { number: 1, error },
      { number: 2, error: null },
    ],
  });
});

it("a process that was frozen past its lease does not end its own next attempt", async () => {
  const { due } = await dueDelivery();
  const [first] = await claimDeliveries(deps, [due.deliveryId]);
  await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [due.deliveryId]);
  await settleInterrupted(deps, [due.deliveryId]);
  const [second] = await claimDeliveries(deps, [due.deliveryId]);
  expect([first?.number, second?.number]).toEqual([1, 2]);
  const error = { code: "interrupted", message: "This process stood still." } as const;
  const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
  const stood: EngineDeps = { ...deps, http: async () => ({ timings, durationMs: 0, response: null, error }) };
  expect(await performAttempt(stood, first ?? expect.fail())).toMatchObject({ applied: false });
  expect(await deps.db.webhookDelivery.findUnique({ where: { id: due.deliveryId } })).toMatchObject({
    attempts: 2,
    leaseToken: second?.leaseToken,
  });
});

it("interruptions that end a delivery send delivery.failed to its subscribers", async () => {
  const { actor, due } = await dueDelivery();
  const listener = await addWebhook(deps, actor, { events: ["delivery.failed"] });
  await deps.sql(
    "UPDATE webhook_delivery SET attempts = 5, interruptions = 4, lease_token = 'wrk_dead', due_at = now() WHERE id = $1",
    [due.deliveryId],
  );
  const once: EngineDeps = { ...deps, settings: { ...deps.settings, retryCount: 0 } };
  expect(await attemptDelivery(once, due)).toEqual({ outcome: "final" });
  expect(await getDelivery(deps, actor, { id: due.deliveryId })).toMatchObject({
    status: "failed",
    reason: "interrupted",
  });
  const { data } = await listEvents(deps, actor, { limit: 10 });
  expect(data.map(({ event }) => event)).toEqual(["delivery.failed", "appointment.created"]);
  const told = await fanOut(deps, [data[0]?.id ?? ""]);
  expect(told.claims).toMatchObject([{ subscriptionId: listener.id }]);
});

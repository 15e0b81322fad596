import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { verifySignature } from "#domain/signing/verify.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook, fanOutOne } from "#tests/seed-deliveries.ts";

// Changes of a webhook between fan-out, which claims first attempts, and the first request.

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
  webhook = await addWebhook(deps, actor, { url: receiver.url });
  return () => receiver.close();
});

it("first attempts of a webhook that was switched off are released and canceled, without counting an attempt", async () => {
  const { claims, first } = await fanOutOne(deps, actor);
  await updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } });
  expect(await attemptFirst(deps, claims)).toEqual({ open: [], released: [first] });
  expect(await attemptDelivery(deps, first)).toEqual({ outcome: "final" });
  expect(receiver.requests).toEqual([]);
  expect(await getDelivery(deps, actor, { id: first.deliveryId })).toMatchObject({
    status: "canceled",
    reason: "webhook_inactive",
    attemptCount: 0,
    attempts: [],
  });
});

it("first attempts go to a new URL, signed with a new secret", async () => {
  const { claims, first } = await fanOutOne(deps, actor);
  const { secret } = await rotateSecret(deps, actor, { id: webhook.id, overlapHours: 0 });
  await updateWebhook(deps, actor, { id: webhook.id, changes: { url: `${receiver.url}/new` } });
  expect(await attemptFirst(deps, claims)).toEqual({ open: [], released: [first] });
  expect(await attemptDelivery(deps, first)).toEqual({ outcome: "delivered" });
  const [request] = await receiver.waitFor(1);
  expect(request?.path).toBe("/hook/new");
  expect(request?.headers["x-mais-attempt"]).toBe("1");
  const { headers = {}, body = Buffer.of() } = request ?? {};
  expect(verifySignature({ secret, headers, body, nowSeconds: Date.now() / 1_000 })).toEqual({ ok: true });
});

it("bodies are redacted when their attempts begin, and a body that cannot be stored is not sent", async () => {
  await updateWebhook(deps, actor, { id: webhook.id, changes: { redact: ["appointmentId"] } });
  const [{ claims }, later] = [await fanOutOne(deps, actor), await fanOutOne(deps, actor)];
  const count = () => deps.db.webhookVariant.count({ where: { tenantId: actor.tenantId } });
  expect(await count(), "a batch may be far more than what begins at once").toBe(0);
  const away: EngineDeps = {
    ...deps,
    sql: (text, values) =>
      text.includes("webhook_variant") ? Promise.reject(new Error("away")) : deps.sql(text, values),
  };
  await expect(attemptFirst(away, claims)).rejects.toThrow("away");
  expect(deps.inFlight.size()).toBe(0);
  expect(receiver.requests).toEqual([]);
  expect(await attemptFirst(deps, later.claims)).toEqual({ open: [], released: [] });
  for (const { body } of receiver.requests) expect(body.toString()).not.toContain("abc123");
  expect(receiver.requests).toHaveLength(1);
  expect(await count()).toBe(1);
});

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { verifySignature } from "#domain/signing/verify.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { releaseLeases } from "#engine/claim/release-leases.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { createClaimedBatches } from "#engine/dispatch/claimed-batches.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

// Both steps of a batch in one process: the second begins what the first has claimed.

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhook: { id: string; secret: string };

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  deps = { ...database.deps, claimedBatches: createClaimedBatches(database.deps.clock) };
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhook = await addWebhook(deps, actor, { url: receiver.url });
  return () => receiver.close();
});

const accepted = async (count: number, data: object = {}) => {
  const events = Array.from({ length: count }, () => ({
    tenantId: actor.tenantId,
    externalId: null,
    event: "appointment.created",
    data: { appointmentId: "abc123", ...data },
    timestamp: null,
  }));
  return (await acceptEvents(deps, events)).map(({ id }) => id);
};

const fanned = async (count = 1) => {
  const { fast, reservation } = await fanOut(deps, { eventIds: await accepted(count), batch: crypto.randomUUID() });
  return { deliveries: fast, reservation };
};

const details = (deliveries: readonly { deliveryId: string }[]) =>
  Promise.all(deliveries.map(({ deliveryId }) => getDelivery(deps, actor, { id: deliveryId })));

it("begin with what fan-out claimed, and stand in the log when they have ended", async () => {
  const batch = await fanned(30);
  const [before] = await details(batch.deliveries);
  expect(before).toMatchObject({ status: "pending", attemptCount: 1, attempts: [], nextAttemptAt: null });
  expect(await attemptFirst(deps, batch)).toEqual([]);
  const ended = { status: "delivered", attemptCount: 1, attempts: [{ number: 1, trigger: "automatic", error: null }] };
  for (const delivery of await details(batch.deliveries)) expect(delivery).toMatchObject(ended);
  expect(receiver.requests).toHaveLength(30);
});

it("are begun by nobody else, and not again", async () => {
  const batch = await fanned();
  const other = database.asWorker("wrk_other", { claimedBatches: createClaimedBatches(deps.clock) });
  await Promise.all([attemptFirst(deps, batch), attemptFirst(deps, batch), attemptFirst(other, batch)]);
  expect(receiver.requests).toHaveLength(1);
});

it("of a webhook that went off meanwhile are canceled, uncounted", async () => {
  const batch = await fanned();
  await updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } });
  expect(await attemptFirst(deps, batch)).toEqual([]);
  expect(receiver.requests).toEqual([]);
  const canceled = { status: "canceled", reason: "webhook_inactive", attemptCount: 0, attempts: [] };
  expect(await details(batch.deliveries)).toMatchObject([canceled]);
});

it("go to a new URL, signed with a new secret", async () => {
  const batch = await fanned();
  const { secret } = await rotateSecret(deps, actor, { id: webhook.id, overlapHours: 0 });
  await updateWebhook(deps, actor, { id: webhook.id, changes: { url: `${receiver.url}/new` } });
  await attemptFirst(deps, batch);
  const [request] = await receiver.waitFor(1);
  expect(request?.path).toBe("/hook/new");
  const { headers = {}, body = Buffer.of() } = request ?? {};
  expect(verifySignature({ secret, headers, body, nowSeconds: Date.now() / 1_000 })).toEqual({ ok: true });
});

it("that could not begin because the database was away begin when the step is tried again", async () => {
  const batch = await fanned();
  const away: EngineDeps = {
    ...deps,
    sql: async () => {
      throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
    },
  };
  await expect(attemptFirst(away, batch)).rejects.toThrow("away");
  expect(await attemptFirst(deps, batch)).toEqual([]);
  expect(receiver.requests).toHaveLength(1);
});

it("whose process died are interrupted and made again, with the same id", async () => {
  const batch = await fanned();
  await releaseLeases(deps, deps.workerId);
  const [due] = batch.deliveries;
  if (!due) throw new Error("no delivery");
  const heir = database.asWorker("wrk_heir");
  expect(await attemptDelivery(heir, due)).toEqual({ outcome: "delivered" });
  expect(await details([due])).toMatchObject([
    {
      status: "delivered",
      attempts: [
        { number: 1, error: { code: "interrupted" } },
        { number: 2, error: null },
      ],
    },
  ]);
});

it("that find no place in time are given back, uncounted", async () => {
  receiver.answer = () => new Promise(() => {});
  const batch = await fanned(26);
  const due = await attemptFirst(deps, batch, 50);
  expect(due).toHaveLength(26);
  const [row] = await deps.sql(
    `SELECT count(*)::int AS free FROM webhook_delivery
     WHERE subscription_id = $1 AND attempts = 0 AND due_at <= now() AND lease_token IS NULL AND last_attempt_at IS NULL`,
    [webhook.id],
  );
  expect(row).toEqual({ free: 1 });
  receiver.answer = () => ({ status: 200 });
});

it("of events that come with some that were dispatched before begin all the same", async () => {
  const [early = "", late = ""] = await accepted(2);
  const first = await fanOut(deps, { eventIds: [early], batch: crypto.randomUUID() });
  const second = await fanOut(deps, { eventIds: [early, late], batch: crypto.randomUUID() });
  await Promise.all(
    [second, first].map(({ fast, reservation }) => attemptFirst(deps, { deliveries: fast, reservation })),
  );
  expect(receiver.requests.map(({ headers }) => headers["webhook-id"]).toSorted()).toEqual([early, late]);
});

it("of a webhook that leaves fields out get bytes of their own as they begin, also after those could not be stored", async () => {
  await updateWebhook(deps, actor, { id: webhook.id, changes: { redact: ["appointmentId"] } });
  const batch = await fanned(3);
  const count = () => deps.db.webhookDeliveryBody.count({ where: { tenantId: actor.tenantId } });
  expect(await count(), "a batch may be far more than what begins at once").toBe(0);
  const away: EngineDeps = {
    ...deps,
    sql: (text, values) =>
      text.includes("webhook_delivery_body") ? Promise.reject(new Error("away")) : deps.sql(text, values),
  };
  await expect(attemptFirst(away, batch)).rejects.toThrow("away");
  expect(receiver.requests).toEqual([]);
  expect(await attemptFirst(deps, batch)).toEqual([]);
  expect(receiver.requests).toHaveLength(3);
  for (const { body } of receiver.requests) expect(body.toString()).not.toContain("abc123");
  expect(await count()).toBe(3);
});

it("of large events are claimed a few MB at a time; when some could not be, the next try begins all, each once", async () => {
  const eventIds = await accepted(42, { filler: "x".repeat(250_000) });
  const stored: number[] = [];
  const failing: EngineDeps = {
    ...deps,
    sql: (text, values = []) => {
      if (!text.includes("INSERT INTO webhook_delivery (")) return deps.sql(text, values);
      stored.push((values[0] as string[]).length);
      return stored.length === 2 ? Promise.reject(new Error("away")) : deps.sql(text, values);
    },
  };
  const batch = crypto.randomUUID();
  await expect(fanOut(failing, { eventIds, batch })).rejects.toThrow("away");
  const { fast, reservation } = await fanOut(failing, { eventIds, batch });
  expect(stored).toEqual([34, 8, 8]);
  expect(fast).toHaveLength(42);
  await attemptFirst(deps, { deliveries: fast, reservation }, 10_000);
  expect(new Set(receiver.requests.map(({ headers }) => headers["x-mais-delivery"])).size).toBe(42);
  expect(receiver.requests).toHaveLength(42);
  for (const { attempts } of await details(fast)) expect(attempts).toMatchObject([{ number: 1 }]);
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listUpcoming } from "#domain/deliveries/list-upcoming.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { cancelWaitingDeliveries } from "#domain/recoveries/cancel-waiting-deliveries.ts";
import { getLatestRecovery } from "#domain/recoveries/get-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { getWebhookHealth } from "#domain/subscriptions/get-webhook-health.ts";
import { DISABLE_AFTER_MS } from "#domain/subscriptions/health.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { tryWebhookNow } from "#domain/subscriptions/try-webhook-now.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

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
  actor = { ...(await database.addTenant()), by: { kind: "api_key", keyId: "key_7" } };
  ({ id } = await addWebhook(deps, actor, { url: receiver.url }));
  return () => receiver.close();
});

const LATER = new Date("2030-01-01");
const waiting = { status: "retrying", attempts: 1, failures: 1, dueAt: LATER };
const add = (data: Parameters<typeof addDelivery>[3]) => addDelivery(deps, actor, id, data);
const row = (deliveryId: string) => deps.db.webhookDelivery.findUniqueOrThrow({ where: { id: deliveryId } });
const attempt = (deliveryId: string) =>
  attemptDelivery(deps, { deliveryId, subscriptionId: id, tenantId: actor.tenantId, host: hostOf(receiver.url) });

/** Pauses the webhook after five failures; the next probe is due in an hour. */
const pause = () =>
  deps.sql(
    `UPDATE webhook_subscription SET probes = 0, consecutive_failures = 5, failing_since = now() - interval '1 day',
       gate_at = now() + interval '1 hour' WHERE id = $1`,
    [id],
  );

describe("trying a paused webhook now", () => {
  it("sends the oldest waiting delivery as a probe at once, and a success ends the pause", async () => {
    const later = await add({ ...waiting, dueAt: new Date("2031-01-01") });
    const first = await add(waiting);
    await pause();
    expect(await attempt(first)).toEqual({ outcome: "left" });
    expect(await tryWebhookNow(deps, actor, { id })).toMatchObject({ id, health: "paused" });
    expect(await attempt(later)).toEqual({ outcome: "left" });
    expect(await attempt(first)).toEqual({ outcome: "delivered" });
    expect(await getWebhookHealth(deps, actor, { id })).toMatchObject({ health: "healthy", percent: 0 });
  });

  it("prefers due deliveries to those that wait for a retry", async () => {
    const due = await add({ ...waiting, dueAt: new Date("2020-01-01") });
    const other = await add(waiting);
    await pause();
    expect(await attempt(due)).toEqual({ outcome: "left" });
    await tryWebhookNow(deps, actor, { id });
    expect(await attempt(due)).toEqual({ outcome: "delivered" });
    expect((await row(other)).dueAt).toEqual(LATER);
  });

  it("is refused without a pause, without a waiting delivery, and during an attempt", async () => {
    await add(waiting);
    const refused = (message: RegExp) =>
      expect(tryWebhookNow(deps, actor, { id })).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringMatching(message),
      });
    await refused(/not paused/);
    await pause();
    await deps.sql("UPDATE webhook_delivery SET lease_token = 'wrk_1' WHERE subscription_id = $1", [id]);
    await refused(/running/);
    await deps.sql("UPDATE webhook_delivery SET lease_token = NULL, due_at = NULL WHERE subscription_id = $1", [id]);
    await refused(/Nothing is waiting. Send a test instead/);
    await updateWebhook(deps, actor, { id, changes: { active: false } });
    await refused(/not paused/);
  });
});

describe("the health of a webhook", () => {
  it("says since when it fails, what went wrong last, when it is tried next and when it is disabled", async () => {
    receiver.answer = () => ({ status: 503 });
    await attempt(await add({ ...waiting, dueAt: new Date("2020-01-01") }));
    const due = await add(waiting);
    const failing = await getWebhookHealth(deps, actor, { id });
    const since = Date.parse(failing.failingSince ?? "");
    expect(failing).toMatchObject({
      health: "failing",
      consecutiveFailures: 1,
      disablesAt: new Date(since + DISABLE_AFTER_MS).toISOString(),
      nextProbeAt: null,
      waiting: 2,
      lastError: { code: "http_status", message: expect.stringContaining("503") },
    });
    await pause();
    await deps.sql("UPDATE webhook_delivery SET due_at = NULL WHERE subscription_id = $1 AND id <> $2", [id, due]);
    expect(await getWebhookHealth(deps, actor, { id })).toMatchObject({
      health: "paused",
      percent: 20,
      nextProbeAt: LATER.toISOString(),
      waiting: 1,
    });
    await deps.sql("UPDATE webhook_delivery SET due_at = NULL WHERE subscription_id = $1", [id]);
    expect(await getWebhookHealth(deps, actor, { id }), "nothing to probe with").toMatchObject({ nextProbeAt: null });
  });

  it("is plain for a healthy webhook and for a disabled one", async () => {
    const plain = { consecutiveFailures: 0, failingSince: null, disablesAt: null, percent: 0, waiting: 0 };
    expect(await getWebhookHealth(deps, actor, { id })).toMatchObject({ health: "healthy", ...plain, lastError: null });
    await updateWebhook(deps, actor, { id, changes: { active: false } });
    const off = { health: "disabled", disabledReason: "by_user", ...plain };
    expect(await getWebhookHealth(deps, actor, { id })).toMatchObject(off);
  });
});

describe("the list of upcoming deliveries", () => {
  it("shows ten at most by due time, the number that waits and the rate limit", async () => {
    for (let n = 0; n < 12; n++) await add({ ...waiting, dueAt: new Date(LATER.getTime() + 12_000 - n * 1_000) });
    await add({ ...waiting, leaseToken: "wrk_1" });
    await add({ status: "delivered" });
    const upcoming = await listUpcoming(deps, actor, { id });
    expect(upcoming).toMatchObject({ waiting: 12, limitedTo: null });
    expect(upcoming.next.map(({ nextAttemptAt }) => nextAttemptAt)).toEqual(
      Array.from({ length: 10 }, (_, n) => new Date(LATER.getTime() + (n + 1) * 1_000).toISOString()),
    );
    await deps.sql("UPDATE webhook_subscription SET draining_until = now() + interval '1 minute' WHERE id = $1", [id]);
    expect((await listUpcoming(deps, actor, { id })).limitedTo).toBe(50);
    await updateWebhook(deps, actor, { id, changes: { rateLimitPerSecond: 3 } });
    expect((await listUpcoming(deps, actor, { id })).limitedTo).toBe(3);
  });
});

describe("canceling waiting deliveries", () => {
  it("ends them with their own reason, ends a running recovery, and leaves the webhook enabled", async () => {
    const waits = await add(waiting);
    const runs = await add({ ...waiting, leaseToken: "wrk_1" });
    const failed = await add({ status: "failed" });
    const asked = { since: "2020-01-01T00:00:00Z", status: ["failed" as const], includeMissing: false };
    await startRecovery(deps, actor, { id, ...asked });
    expect(await cancelWaitingDeliveries(deps, actor, { id })).toEqual({ count: 1 });
    expect(await row(waits)).toMatchObject({ status: "canceled", reason: "canceled_by_user", dueAt: null });
    expect(await row(runs)).toMatchObject({ status: "retrying", leaseToken: "wrk_1" });
    expect(await row(failed)).toMatchObject({ status: "failed", dueAt: null });
    expect(await getLatestRecovery(deps, actor, { id })).toMatchObject({ state: "canceled" });
    expect(await getWebhookHealth(deps, actor, { id })).toMatchObject({ health: "healthy", waiting: 0 });
    expect(await cancelWaitingDeliveries(deps, actor, { id })).toEqual({ count: 0 });
  });
});

describe("a resend", () => {
  it("names its person on its own attempt only", async () => {
    receiver.answer = () => ({ status: 500 });
    const one = await add(waiting);
    await resendDelivery(deps, actor, { id: one });
    await attempt(one);
    await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [one]);
    await attempt(one);
    const { attempts } = await getDelivery(deps, actor, { id: one });
    expect(attempts.map(({ trigger, requestedBy }) => [trigger, requestedBy])).toEqual([
      ["manual", "key_7"],
      ["automatic", null],
    ]);
  });

  it("by several people at once is one attempt", async () => {
    const one = await add({ status: "failed" });
    const all = await Promise.allSettled([1, 2, 3].map(() => resendDelivery(deps, actor, { id: one })));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await Promise.all([attempt(one), attempt(one)]);
    expect(receiver.requests).toHaveLength(1);
  });
});

it("belongs to its tenant: another tenant gets not_found", async () => {
  const one = await add(waiting);
  await pause();
  const stranger = await database.addTenant();
  for (const control of [tryWebhookNow, getWebhookHealth, listUpcoming, cancelWaitingDeliveries])
    await expect(control(deps, stranger, { id })).rejects.toMatchObject({ code: "not_found" });
  await expect(resendDelivery(deps, stranger, { id: one })).rejects.toMatchObject({ code: "not_found" });
  expect(await row(one)).toMatchObject(waiting);
});

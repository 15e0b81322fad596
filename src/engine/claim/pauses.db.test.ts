import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { beat } from "#domain/health/heartbeat.ts";
import { readHealth } from "#domain/health/read-health.ts";
import { pauseSending } from "#domain/operator/pause-sending.ts";
import { resumeSending } from "#domain/operator/resume-sending.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { drainWaiting } from "#domain/subscriptions/drain-waiting.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { tryWebhookNow } from "#domain/subscriptions/try-webhook-now.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { attemptDue } from "#engine/attempt/attempt-due.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { createDueFinder } from "#engine/claim/find-due-deliveries.ts";
import { takeUnannounced } from "#engine/claim/take-deliveries.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { planDelivery } from "#engine/retry/plan-delivery.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { acceptOne, addDueDeliveries, addWebhook, fanOutOne, findAll } from "#tests/seed-deliveries.ts";

const OPERATOR = { by: { kind: "system" } } as const;

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhook: { id: string; url: string };

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhook = await addWebhook(deps, actor, { url: receiver.url });
  return async () => {
    await deps.sql("DELETE FROM sending_pause");
    await learn();
    await deps.sql("UPDATE webhook_delivery SET due_at = NULL");
    await receiver.close();
  };
});

/** Reads the pauses into memory, as a heartbeat does. */
const learn = () => beat(deps, { workerId: "wrk_test", role: "worker" });
const pause = async (scope: string) => {
  // The heartbeat of `learn` never says what it knows, so the pause would wait for it.
  await deps.sql("DELETE FROM worker_heartbeat");
  await pauseSending(deps, OPERATOR, { scope });
};
const resume = (scope: string) => resumeSending(deps, OPERATOR, { scope });
const pauseAndLearn = async (scope: string) => {
  await pause(scope);
  await learn();
};
const scopesOf = () => {
  const { host, hostname } = new URL(webhook.url);
  return ["all", `tenant:${actor.tenantId}`, `webhook:${webhook.id}`, `host:${host}`, `host:${hostname}`];
};
const detail = (id: string) => getDelivery(deps, actor, { id });
const addDue = async () => {
  const [due] = await addDueDeliveries(deps, actor, webhook, 1);
  if (!due) throw new Error("no delivery");
  return due;
};

describe("a pause", () => {
  it("of everything, a tenant, a webhook or a host is seen by each claim and each look, also by one that knows it from the database only", async () => {
    const due = await addDue();
    for (const scope of scopesOf()) {
      await pause(scope);
      expect(await claimDeliveries(deps, [due.deliveryId]), scope).toEqual([]);
      expect(await findAll(deps), scope).toEqual([]);
      expect(await takeUnannounced(deps, { limit: 10 }), scope).toEqual({ own: [], backlog: [] });
      expect(await attemptDelivery(deps, due), scope).toEqual({ outcome: "left" });
      expect(await attemptDue(deps, [due], 50), scope).toEqual([]);
      expect(await detail(due.deliveryId), scope).toMatchObject({
        status: "pending",
        reason: "paused_by_operator",
        nextAttemptAt: null,
        attemptCount: 0,
        attempts: [],
      });
      expect(await planDelivery(deps, actor, { id: due.deliveryId })).toMatchObject({
        hold: "paused_by_operator",
        upcoming: [],
      });
      await deps.sql("DELETE FROM sending_pause");
      expect(await detail(due.deliveryId), scope).toMatchObject({ reason: null, nextAttemptAt: expect.any(String) });
    }
    expect(await attemptDelivery(deps, due)).toEqual({ outcome: "delivered" });
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([
    "a.example",
    "A.example:",
    "a.example.",
    "a.example.:443",
    "a.example:0443",
    "a.example:08443",
    "[::1]",
    "[0:0::0001]:443",
  ])("of a host is decided for %s as each process does, also at its end", async (host) => {
    const hook = await addWebhook(deps, actor);
    const url = `https://${host}/hook`;
    await deps.sql("UPDATE webhook_subscription SET url = $2 WHERE id = $1", [hook.id, url]);
    await addDueDeliveries(deps, actor, hook, 1);
    for (const scope of ["host:a.example", "host:a.example:443", "host:a.example:8443", "host:[::1]:443"]) {
      await deps.db.sendingPause.create({ data: { scope, cause: "operator" } });
      await learn();
      const [row] = await deps.sql<{ paused: boolean }>("SELECT sending_paused($1, $2, NULL) AS paused", [
        actor.tenantId,
        hook.id,
      ]);
      const place = { tenantId: actor.tenantId, subscriptionId: hook.id, host: hostOf(url) };
      expect(deps.pauses.isPaused(place), scope).toBe(row?.paused);
      await drainWaiting(deps, [scope]);
      const where = { id: hook.id };
      const { drainingUntil } = await deps.db.webhookSubscription.findUniqueOrThrow({ where });
      expect(drainingUntil !== null, scope).toBe(row?.paused);
      await deps.db.webhookSubscription.update({ where, data: { drainingUntil: null } });
      await deps.sql("DELETE FROM sending_pause");
    }
  });

  it("of others does not concern a webhook", async () => {
    const other = await database.addTenant();
    const { id } = await addWebhook(deps, other);
    const { hostname } = new URL(webhook.url);
    for (const scope of [`tenant:${other.tenantId}`, `webhook:${id}`, `host:${hostname}:1`, "host:example.com"])
      await pauseAndLearn(scope);
    expect(await attemptDelivery(deps, await addDue())).toEqual({ outcome: "delivered" });
  });

  it("hides no due delivery of another webhook behind a long backlog", async () => {
    await addDueDeliveries(deps, actor, webhook, 600);
    await pauseAndLearn(`webhook:${webhook.id}`);
    const open = await addWebhook(deps, actor, { url: `${receiver.url}/open` });
    const [due] = await addDueDeliveries(deps, actor, open, 1);
    const find = createDueFinder(deps);
    const looks = [await find({}), await find({})];
    for (const { found } of looks) expect(found.map(({ deliveryId }) => deliveryId)).toEqual([due?.deliveryId]);
  });

  it("stops first attempts that were claimed before, uncounted", async () => {
    const { claims, first } = await fanOutOne(deps, actor);
    expect(claims).toHaveLength(1);
    await pauseAndLearn("all");
    for (const unchangedAt of [performance.now(), Number.NEGATIVE_INFINITY])
      await attemptFirst(
        deps,
        claims.map((claim) => ({ ...claim, unchangedAt })),
      );
    expect(receiver.requests).toEqual([]);
    expect(await detail(first.deliveryId)).toMatchObject({ attemptCount: 0, reason: "paused_by_operator" });
  });

  it("stops first attempts of a process that did not hear of it", async () => {
    const { claims, first } = await fanOutOne(deps, actor);
    await pause("all");
    expect(await attemptFirst(deps, claims)).toMatchObject({ open: [], released: [{ deliveryId: first.deliveryId }] });
    expect(receiver.requests).toEqual([]);
    expect(await detail(first.deliveryId)).toMatchObject({ attemptCount: 0 });
  });

  it("stops a claim that waits for its turn, and gives it back", async () => {
    const due = await addDue();
    const [claimed] = await claimDeliveries(deps, [due.deliveryId]);
    await pauseAndLearn("all");
    expect(claimed && (await performAttempt(deps, claimed))).toMatchObject({ isPaused: true, delivered: false });
    expect(receiver.requests).toEqual([]);
    expect(await detail(due.deliveryId)).toMatchObject({ status: "pending", attemptCount: 0 });
  });

  it("lets intake and fan-out go on, and starts no run", async () => {
    await pauseAndLearn(`tenant:${actor.tenantId}`);
    const eventId = await acceptOne(deps, actor);
    expect(await dispatchEvents(deps, [eventId], { stopAfterMs: 50 })).toEqual({ attempted: 0, own: [], backlog: [] });
    expect(receiver.requests).toEqual([]);
    await resume(`tenant:${actor.tenantId}`);
    await learn();
    const [found] = await findAll(deps);
    expect(found).toMatchObject({ subscriptionId: webhook.id, attempts: 0 });
  });

  it("holds a resend and a probe, and refuses a probe by hand and a test, which leaves nothing behind", async () => {
    const due = await addDue();
    await deps.sql("UPDATE webhook_subscription SET probes = 1, gate_at = now() WHERE id = $1", [webhook.id]);
    await pauseAndLearn(`webhook:${webhook.id}`);
    await resendDelivery(deps, actor, { id: due.deliveryId });
    expect(await claimDeliveries(deps, [due.deliveryId])).toEqual([]);
    const refused = { code: "conflict", reason: "sending_paused" };
    await expect(tryWebhookNow(deps, actor, { id: webhook.id })).rejects.toMatchObject(refused);
    const own = asTenant(deps, actor.tenantId);
    await expect(testWebhook(own, actor, { id: webhook.id })).rejects.toMatchObject(refused);
    // A process that did not hear of the pause finds it in the database.
    const unaware = { ...own, pauses: database.asWorker("wrk_unaware").pauses };
    await expect(testWebhook(unaware, actor, { id: webhook.id })).rejects.toMatchObject(refused);
    expect(receiver.requests).toEqual([]);
    expect(await deps.db.webhookDelivery.count({ where: { subscriptionId: webhook.id, test: true } })).toBe(0);
  });

  it("is a reason to wait: health counts no paused delivery", async () => {
    const { deliveryId } = await addDue();
    await deps.sql("UPDATE webhook_delivery SET due_at = now() - interval '1 hour' WHERE id = $1", [deliveryId]);
    await deps.sql("DELETE FROM webhook_outbox");
    expect((await readHealth(deps, "embedded")).oldestUndeliveredSeconds).toBeGreaterThanOrEqual(3_600);
    await pause("all");
    expect((await readHealth(deps, "embedded")).oldestUndeliveredSeconds).toBe(0);
  });
});

describe("the end of a pause", () => {
  it("sends what gathered at the rate of a recovered webhook, and leaves others as they are", async () => {
    const due = await addDueDeliveries(deps, actor, webhook, 100);
    const idle = await addWebhook(deps, actor, { url: `${receiver.url}/idle` });
    await pauseAndLearn("all");
    await resume("all");
    await learn();
    const rows = await deps.db.webhookSubscription.findMany({
      where: { tenantId: actor.tenantId },
      select: { id: true, drainingUntil: true },
    });
    expect(rows.find(({ id }) => id === idle.id)?.drainingUntil).toBeNull();
    expect(rows.find(({ id }) => id === webhook.id)?.drainingUntil?.getTime()).toBeGreaterThan(Date.now() + 2_000);
    // A claim lets as many pass as the rate allows at once.
    expect(
      await claimDeliveries(
        deps,
        due.map(({ deliveryId }) => deliveryId),
      ),
    ).toHaveLength(1);
  });

  it("of a webhook ends when its tenant deletes it, or its row goes", async () => {
    const [other, kept] = [await addWebhook(deps, actor), await addWebhook(deps, actor)];
    for (const { id } of [webhook, other, kept]) await pause(`webhook:${id}`);
    await deleteWebhook(asTenant(deps, actor.tenantId), actor, webhook);
    await deps.db.webhookSubscription.delete({ where: { id: other.id } });
    expect(await deps.db.sendingPause.findMany({ select: { scope: true } })).toEqual([{ scope: `webhook:${kept.id}` }]);
  });

  it("of one scope leaves the other one that holds the same webhook", async () => {
    const due = await addDue();
    await pauseAndLearn("all");
    await pauseAndLearn(`webhook:${webhook.id}`);
    await resume("all");
    expect(await claimDeliveries(deps, [due.deliveryId])).toEqual([]);
    await expect(resume("all")).rejects.toMatchObject({ code: "not_found" });
  });
});

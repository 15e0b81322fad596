import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor, Deps } from "#domain/context.ts";
import { cancelRecovery } from "#domain/recoveries/cancel-recovery.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { findDueRecoveries, takeOverdueRecoveries } from "#domain/recoveries/find-due-recoveries.ts";
import { getLatestRecovery, getRecovery } from "#domain/recoveries/get-recovery.ts";
import { previewRecovery } from "#domain/recoveries/preview-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
let id: string;
beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = { ...(await database.addTenant()), by: { kind: "user", userId: "usr_7" } };
  ({ id } = await addWebhook(deps, actor));
});

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
const since = hoursAgo(10).toISOString();
const asked = { since, status: ["failed" as const, "canceled" as const], includeMissing: false };

const failed = { status: "failed", reason: "timeout", attempts: 6, failures: 6 };
const canceled = { status: "canceled", reason: "webhook_inactive", attempts: 2, failures: 2 };
const add = (data: Parameters<typeof addDelivery>[3], at = hoursAgo(1), webhookId = id) =>
  addDelivery(deps, actor, webhookId, data, at);
const addMany = async (count: number, data: Parameters<typeof addDelivery>[3] = failed) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await add(data));
  return ids;
};

const start = (changes: object = {}) => startRecovery(deps, actor, { id, ...asked, ...changes });
const makeDue = (recoveryId: string) =>
  deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1 AND due_at IS NOT NULL", [recoveryId]);
const goOn = async (recoveryId: string, by = deps) => {
  await makeDue(recoveryId);
  return continueRecovery(by, { recoveryId });
};
/** Continues the recovery to its end and returns the deliveries in order. */
const finish = async (recoveryId: string) => {
  const sent: string[] = [];
  for (;;) {
    const continued = await goOn(recoveryId);
    sent.push(...continued.sent.map(({ deliveryId }) => deliveryId));
    if (!continued.next) return sent;
  }
};
const view = (recoveryId: string) => getRecovery(deps, actor, { id, recoveryId });
const row = (deliveryId: string) => deps.db.webhookDelivery.findUniqueOrThrow({ where: { id: deliveryId } });

describe("a recovered delivery", () => {
  it("is one that the preview counted: final, in range, untouched, with its payload, of this webhook", async () => {
    const due = new Date("2030-01-01");
    const expected = [
      await add(failed, new Date(since)),
      await add(failed),
      await add({ ...failed, event: "payment.failed" }),
      await add(canceled),
      await add({ ...canceled, reason: "canceled_by_user", attempts: 0 }),
    ];
    await add(failed, new Date(Date.parse(since) - 1));
    await add({ status: "delivered", attempts: 1 });
    await add({ status: "pending", dueAt: due });
    await add({ status: "retrying", dueAt: due, attempts: 1 });
    await add({ ...failed, test: true });
    await add({ ...failed, hasPayload: false });
    await add({ ...failed, dueAt: due, nextTrigger: "manual" });
    await add({ ...failed, dueAt: due, nextTrigger: "manual", leaseToken: "wrk_1" });
    await add(failed, undefined, (await addWebhook(deps, actor)).id);
    expect(await previewRecovery(deps, actor, { id, ...asked })).toEqual({ count: 5 });
    const { id: recoveryId, count } = await start();
    expect(count).toBe(5);
    expect((await finish(recoveryId)).toSorted()).toEqual(expected.toSorted());
    expect(await view(recoveryId)).toMatchObject({ state: "done", count: 5, sent: 5 });
    expect(await previewRecovery(deps, actor, { id, ...asked })).toEqual({ count: 0 });
  });

  it("is counted outside the caller's transaction, because the count may take longer", async () => {
    await add(failed);
    const inside = { ...deps, sql: () => Promise.reject(new Error("asked in the transaction")) };
    expect(await previewRecovery(inside, actor, { id, ...asked })).toEqual({ count: 1 });
  });

  it.each([
    { name: "only failed", changes: { status: ["failed" as const] }, count: 1 },
    { name: "only canceled", changes: { status: ["canceled" as const] }, count: 2 },
    { name: "from since on", changes: { since: hoursAgo(2).toISOString() }, count: 2 },
    { name: "before until", changes: { until: hoursAgo(2).toISOString() }, count: 1 },
    { name: "nothing after now", changes: { until: "2999-01-01T00:00:00Z" }, count: 3 },
  ])("$name, when asked so", async ({ changes, count }) => {
    await add(canceled, hoursAgo(3));
    await add(canceled);
    await add(failed);
    expect(await previewRecovery(deps, actor, { id, ...asked, ...changes })).toEqual({ count });
    const started = await start(changes);
    expect(started.count).toBe(count);
    expect(await finish(started.id)).toHaveLength(count);
  });

  it("gets one attempt after a failure, its whole schedule after a cancellation, and names its recovery", async () => {
    const [one, two, three] = [await add(failed), await add(canceled), await add({ ...canceled, attempts: 0 })];
    const { id: recoveryId } = await start();
    await finish(recoveryId);
    const common = { requestedBy: recoveryId, dueAt: expect.any(Date), leaseToken: null, generation: 1 };
    expect(await row(one)).toMatchObject({ ...common, status: "failed", nextTrigger: "manual", failures: 6 });
    const waiting = { ...common, reason: null, failures: 0, nextTrigger: "automatic" };
    expect(await row(two)).toMatchObject({ ...waiting, status: "retrying", attempts: 2 });
    expect(await row(three)).toMatchObject({ ...waiting, status: "pending", attempts: 0 });
    expect(await deps.db.webhookRecovery.findUnique({ where: { id: recoveryId } })).toMatchObject({
      requestedBy: "usr_7",
    });
  });

  it("is spread over time, at the webhook's own rate limit if that is lower", async () => {
    await addMany(3);
    const { id: recoveryId } = await start();
    const gaps = async (of: string) => {
      const { sent } = await goOn(of);
      const times = sent.map(({ dueAt }) => Date.parse(dueAt));
      return times.slice(1).map((time, n) => time - (times[n] ?? 0));
    };
    for (const gap of await gaps(recoveryId)) expect(Math.abs(gap - 20)).toBeLessThanOrEqual(1);
    await updateWebhook(deps, actor, { id, changes: { rateLimitPerSecond: 4 } });
    await addMany(3);
    for (const gap of await gaps((await start()).id)) expect(Math.abs(gap - 250)).toBeLessThanOrEqual(1);
  });
});

describe("a recovery", () => {
  it("works in chunks and shows its progress", async () => {
    await addMany(120);
    const { id: recoveryId } = await start();
    expect((await goOn(recoveryId)).sent).toHaveLength(50);
    expect(await view(recoveryId)).toMatchObject({ state: "running", count: 120, sent: 50, endedAt: null });
    const early = await continueRecovery(deps, { recoveryId });
    expect(early, "not before it is due").toMatchObject({ sent: [], isEarly: true, next: { recoveryId } });
    // Inngest keeps milliseconds: a run that begins at that time must not be too early.
    const [{ isWhole } = {}] = await deps.sql<{ isWhole: boolean }>(
      `SELECT due_at = $2 AS "isWhole" FROM webhook_recovery WHERE id = $1`,
      [recoveryId, early.next?.dueAt],
    );
    expect(isWhole).toBe(true);
    await finish(recoveryId);
    expect(await view(recoveryId)).toMatchObject({ state: "done", sent: 120, endedAt: expect.any(String) });
    expect(await findDueRecoveries(deps, { limit: 10 })).not.toContainEqual(expect.objectContaining({ recoveryId }));
  });

  it("continues after its process died, and sends nothing twice", async () => {
    const ids = await addMany(120);
    const { id: recoveryId } = await start();
    const first = await goOn(recoveryId);
    // The next process dies before its statement, so it writes nothing.
    const dying = {
      ...deps,
      sql: (async (text: string, values?: readonly unknown[]) => {
        if (text.includes("UPDATE webhook_delivery")) throw new Error("killed");
        return deps.sql(text, values);
      }) as Deps["sql"],
    };
    await expect(goOn(recoveryId, dying)).rejects.toThrow("killed");
    expect(await view(recoveryId)).toMatchObject({ sent: 50 });
    const rest = await finish(recoveryId);
    expect([...first.sent.map(({ deliveryId }) => deliveryId), ...rest].toSorted()).toEqual(ids.toSorted());
  });

  it("continued by two processes at once hands each delivery over once", async () => {
    const ids = await addMany(120);
    const { id: recoveryId } = await start();
    const other = database.asWorker("wrk_other");
    const sent: string[] = [];
    for (let round = 0; round < 10 && (await view(recoveryId)).state === "running"; round++) {
      await makeDue(recoveryId);
      const both = await Promise.all([deps, other, deps].map((by) => continueRecovery(by, { recoveryId })));
      sent.push(...both.flatMap((one) => one.sent.map(({ deliveryId }) => deliveryId)));
    }
    expect(sent.toSorted()).toEqual(ids.toSorted());
    expect(await view(recoveryId)).toMatchObject({ state: "done", sent: 120 });
  });

  it("canceled in the middle sends nothing more; a second cancel, or one after the end, changes nothing", async () => {
    await addMany(60);
    const { id: recoveryId } = await start();
    await goOn(recoveryId);
    const ended = await cancelRecovery(deps, actor, { id, recoveryId });
    expect(ended).toMatchObject({ state: "canceled", sent: 50 });
    expect(await goOn(recoveryId)).toEqual({ sent: [], next: null });
    expect(await cancelRecovery(deps, actor, { id, recoveryId })).toEqual(ended);
    expect(await previewRecovery(deps, actor, { id, ...asked })).toEqual({ count: 10 });
    const { id: second } = await start();
    await finish(second);
    expect(await cancelRecovery(deps, actor, { id, recoveryId: second })).toMatchObject({ state: "done" });
    expect(await getLatestRecovery(deps, actor, { id })).toMatchObject({ id: second });
  });

  it("is the only one of its webhook, also after two simultaneous starts", async () => {
    await add(failed);
    const both = await Promise.allSettled([start(), start(), start()]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of both) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "conflict" });
  });

  it("does not start for a disabled webhook, and ends canceled when its webhook is disabled", async () => {
    await addMany(2);
    const { id: recoveryId } = await start();
    await updateWebhook(deps, actor, { id, changes: { active: false } });
    expect(await goOn(recoveryId)).toEqual({ sent: [], next: null });
    expect(await view(recoveryId)).toMatchObject({ state: "canceled", sent: 0 });
    await expect(start()).rejects.toMatchObject({ code: "conflict" });
    expect(await previewRecovery(deps, actor, { id, ...asked }), "but can be previewed").toEqual({ count: 2 });
  });

  it("waits while the webhook is paused, and hands over one delivery at a time as the probe", async () => {
    await addMany(3);
    const { id: recoveryId } = await start();
    const pause = (gate: string) =>
      deps.sql(`UPDATE webhook_subscription SET probes = 0, gate_at = now() + interval '${gate}' WHERE id = $1`, [id]);
    await pause("1 hour");
    expect(await goOn(recoveryId)).toEqual({
      sent: [],
      next: { recoveryId, tenantId: actor.tenantId, dueAt: expect.any(String) },
    });
    await pause("-1 second");
    expect((await goOn(recoveryId)).sent).toHaveLength(1);
    expect((await goOn(recoveryId)).sent, "one waits to be the probe").toEqual([]);
    await deps.sql("UPDATE webhook_subscription SET probes = NULL WHERE id = $1", [id]);
    expect((await goOn(recoveryId)).sent).toHaveLength(2);
  });

  it("passes any number of rows outside its scope without sending them", async () => {
    const { tenantId } = actor;
    await deps.sql(
      `WITH e AS (
         INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
         SELECT replace($3, 'dlv', 'evt') || n, $1, 'appointment.created', now() FROM generate_series(10000, 15100) n RETURNING id)
       INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status)
       SELECT replace(id, 'evt', 'dlv'), $1, $2, id, 'appointment.created', 'delivered' FROM e`,
      [tenantId, id, (await add({ status: "delivered" }, hoursAgo(5))).slice(0, -5)],
    );
    const last = await add(failed);
    const { id: recoveryId } = await start();
    expect(await goOn(recoveryId)).toMatchObject({ sent: [], next: { recoveryId } });
    expect(await finish(recoveryId)).toEqual([last]);
  });

  it("whose announcement was lost is announced again", async () => {
    await add(failed);
    const { id: recoveryId } = await start();
    expect(await takeOverdueRecoveries(deps)).toEqual([]);
    await deps.sql("UPDATE webhook_recovery SET due_at = now() - interval '1 minute' WHERE id = $1", [recoveryId]);
    const [taken] = await takeOverdueRecoveries(deps);
    expect(taken?.recoveryId).toBe(recoveryId);
    expect(Date.now() - (taken?.dueAt.getTime() ?? 0)).toBeLessThan(30_000);
  });

  it("belongs to its tenant: another tenant gets not_found for the webhook and the recovery", async () => {
    await add(failed);
    const { id: recoveryId } = await start();
    const stranger = await database.addTenant();
    const { id: own } = await addWebhook(deps, stranger);
    for (const attempt of [
      () => previewRecovery(deps, stranger, { id, ...asked }),
      () => startRecovery(deps, stranger, { id, ...asked }),
      () => getLatestRecovery(deps, stranger, { id }),
      () => getRecovery(deps, stranger, { id, recoveryId }),
      () => cancelRecovery(deps, stranger, { id, recoveryId }),
      () => cancelRecovery(deps, stranger, { id: own, recoveryId }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
    expect(await view(recoveryId)).toMatchObject({ state: "running" });
  });
});

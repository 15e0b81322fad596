import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { attemptDue } from "#engine/attempt/attempt-due.ts";
import { performAttempt } from "#engine/attempt/perform-attempt.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { acceptOne, addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";

// A worker freezes past its leases and continues. Meanwhile its deliveries were taken by another worker or by itself.

let database: TestDatabase;
let receiver: Receiver;
let actor: Actor;
let webhook: { id: string; url: string };
let stalled: ReturnType<typeof stallingWorker>;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhook = await addWebhook(database.deps, actor, { url: receiver.url });
  stalled = stallingWorker();
  return () => receiver.close();
});

/** Starts a worker with a movable clock, and collects its logged errors. */
const stallingWorker = () => {
  let aheadMs = 0;
  const errors: object[] = [];
  const clock = () => new Date(Date.now() + aheadMs);
  const deps: EngineDeps = {
    ...database.deps,
    clock,
    log: { ...database.deps.log, error: (fields) => errors.push(fields) },
  };
  return { deps, errors, clock, passes: (ms: number) => (aheadMs += ms) };
};

const LEASE_MS = 30_000;

const leasesEnd = () =>
  database.deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE tenant_id = $1 AND lease_token IS NOT NULL", [
    actor.tenantId,
  ]);

const dueDelivery = async () => {
  const [due] = await addDueDeliveries(database.deps, actor, webhook, 1);
  return due ?? expect.fail();
};

const claimOne = async (deps: EngineDeps, deliveryId: string) =>
  (await claimDeliveries(deps, [deliveryId]))[0] ?? expect.fail("not claimed");

const rowsOf = (deliveryId: string) =>
  database.deps.db.webhookDelivery.findUniqueOrThrow({
    where: { id: deliveryId },
    include: { attemptLog: { orderBy: { number: "asc" } } },
  });

describe("a claim whose lease has ended", () => {
  it("is neither sent nor recorded after another worker has taken the delivery", async () => {
    const due = await dueDelivery();
    const claimed = await claimOne(stalled.deps, due.deliveryId);
    await leasesEnd();
    stalled.passes(LEASE_MS);
    receiver.answer = () => ({ status: 500 });
    expect(await attemptDelivery(database.asWorker("wrk_other"), due)).toMatchObject({ outcome: "retry" });
    const before = await rowsOf(due.deliveryId);
    expect(before.attemptLog).toMatchObject([{ outcome: "interrupted" }, { outcome: "failed" }]);

    expect(await performAttempt(stalled.deps, claimed)).toMatchObject({ applied: false, delivered: false });
    expect(await rowsOf(due.deliveryId)).toEqual(before);
    expect(receiver.requests).toHaveLength(1);
    expect(stalled.errors).toEqual([]);
  });

  it("is neither sent nor recorded while another worker sends the delivery", async () => {
    const due = await dueDelivery();
    const claimed = await claimOne(stalled.deps, due.deliveryId);
    await leasesEnd();
    stalled.passes(LEASE_MS);
    const other = database.asWorker("wrk_other");
    await settleInterrupted(other, [due.deliveryId]);
    await claimOne(other, due.deliveryId);
    const before = await rowsOf(due.deliveryId);
    expect(await performAttempt(stalled.deps, claimed)).toMatchObject({ applied: false });
    expect(await rowsOf(due.deliveryId)).toEqual(before);
    expect(receiver.requests).toEqual([]);
  });

  it("is sent only while the lease covers the whole attempt", async () => {
    const [early, late] = [await dueDelivery(), await dueDelivery()];
    const [first, second] = [
      await claimOne(stalled.deps, early.deliveryId),
      await claimOne(stalled.deps, late.deliveryId),
    ];
    const timeoutMs = stalled.deps.settings.attemptTimeoutMs;
    const { dueAt } = await rowsOf(late.deliveryId);
    expect(second.sendBefore.getTime() + timeoutMs).toBeLessThanOrEqual(dueAt?.getTime() ?? 0);

    const at = (time: Date) => ({ ...stalled.deps, clock: () => time });
    const last = new Date(first.sendBefore.getTime() - 1);
    expect(await performAttempt(at(last), first)).toMatchObject({ delivered: true, applied: true });
    expect(await performAttempt(at(second.sendBefore), second)).toMatchObject({ delivered: false, applied: true });
    expect(receiver.requests).toHaveLength(1);
    expect(await getDelivery(database.deps, actor, { id: late.deliveryId })).toMatchObject({
      status: "pending",
      nextAttemptAt: expect.any(String),
      attempts: [{ error: { code: "interrupted", message: expect.stringContaining("Nothing was sent") } }],
    });
    expect(await rowsOf(late.deliveryId)).toMatchObject({ failures: 0 });
  });
});

it.each([
  ["another worker", () => database.asWorker("wrk_other")],
  ["the same worker", () => stalled.deps],
])(
  "an event is sent once to each webhook when its worker stalls before sending, and %s takes over",
  async (_, taker) => {
    await addWebhook(database.deps, actor, { url: `${receiver.url}/2` });
    await addWebhook(database.deps, actor, { url: `${receiver.url}/3` });
    const eventId = await acceptOne(database.deps, actor);
    const out = await fanOut(stalled.deps, [eventId]);
    expect(out.claims).toHaveLength(3);
    const claims = out.claims.map((claim) => ({ ...claim, unchangedAt: Number.NEGATIVE_INFINITY }));
    let isTakenOver = false;
    const stalling: EngineDeps = {
      ...stalled.deps,
      sql: async (text, values) => {
        const rows = await database.deps.sql(text, values);
        // The worker freezes after it read its webhooks, before the requests.
        if (!isTakenOver && text.includes("updated_at)")) {
          isTakenOver = true;
          await leasesEnd();
          stalled.passes(LEASE_MS);
          expect(await attemptDue(taker(), claims, 10_000)).toEqual([]);
          expect(receiver.requests).toHaveLength(3);
        }
        return rows as never;
      },
    };
    await attemptFirst(stalling, claims);
    expect(isTakenOver).toBe(true);
    expect(receiver.requests.map(({ path }) => path).sort()).toEqual(["/hook", "/hook/2", "/hook/3"]);
    expect(stalled.errors).toEqual([]);
    for (const { deliveryId } of claims)
      expect(await rowsOf(deliveryId)).toMatchObject({
        status: "delivered",
        attempts: 2,
        attemptLog: [
          { number: 1, outcome: "interrupted" },
          { number: 2, outcome: "delivered" },
        ],
      });
  },
);

it("late results in a group complete only their own attempts, and the other results count", async () => {
  const [due, beside] = [await dueDelivery(), await dueDelivery()];
  const listener = await addWebhook(database.deps, actor, { events: ["delivery.failed"] });
  expect(listener.active).toBe(true);
  const { deps } = stalled;
  const late = await claimOne(deps, due.deliveryId);
  await leasesEnd();
  await settleInterrupted(deps, [due.deliveryId]);
  const current = await claimOne(deps, due.deliveryId);
  const other = await claimOne(deps, beside.deliveryId);
  const written: number[] = [];
  const grouped: EngineDeps = {
    ...deps,
    settings: { ...deps.settings, retryCount: 0 },
    http: async ({ headers }) => {
      const status = headers["X-MAIS-Attempt"] === "1" && headers["X-MAIS-Delivery"] === due.deliveryId ? 500 : 503;
      const response = { status, headers: {}, body: new Uint8Array(), bodyTruncated: false };
      return {
        timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
        durationMs: 1,
        response,
        error: null,
      };
    },
    recorder: {
      record: (result) => {
        written.push(result.claimed.number);
        return deps.recorder.record(result);
      },
    },
  };
  const [lateResult, ...others] = await Promise.all(
    [late, current, other].map((claimed) => performAttempt(grouped, claimed)),
  );
  expect(written).toEqual([1, 2, 1]);
  expect(lateResult).toMatchObject({ applied: false });
  expect(others).toMatchObject([{ applied: true }, { applied: true }]);
  expect(await rowsOf(due.deliveryId)).toMatchObject({
    status: "failed",
    failures: 1,
    attemptLog: [
      { number: 1, responseStatus: 500 },
      { number: 2, responseStatus: 503 },
    ],
  });
  expect(await rowsOf(beside.deliveryId)).toMatchObject({ status: "failed" });
  // One event per delivery, although two results have the same content.
  expect(
    await database.deps.db.webhookEvent.count({ where: { tenantId: actor.tenantId, event: "delivery.failed" } }),
  ).toBe(2);
  expect(stalled.errors).toEqual([]);
});

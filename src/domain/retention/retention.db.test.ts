import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { newId } from "#domain/ids.ts";
import { deleteExpired } from "#domain/retention/delete-expired.ts";
import { acceptInngestEvent } from "#engine/accept/accept-inngest-event.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addEvent, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
let webhookId: string;

beforeAll(async () => {
  database = await testDatabase({ RETENTION_DAYS: "10" });
  deps = database.deps;
  actor = await database.addTenant();
  webhookId = (await addWebhook(deps, actor)).id;
});
afterAll(() => database.close());

const HOUR_MS = 3_600_000;
const daysAgo = (days: number, hours = 0) => new Date(Date.now() - (days * 24 + hours) * HOUR_MS);

/** Adds a delivery with one attempt and its exchange, all made at `at`. */
const addAttempted = async (at: Date, changes: Parameters<typeof addDelivery>[3] = {}) => {
  const deliveryId = await addDelivery(
    deps,
    actor,
    webhookId,
    { status: "delivered", attempts: 1, deliveredAt: at, ...changes },
    at,
  );
  const attemptId = newId("att", at.getTime());
  await deps.db.webhookAttempt.create({
    data: {
      id: attemptId,
      tenantId: actor.tenantId,
      deliveryId,
      number: 1,
      trigger: "automatic",
      url: "https://example.com/",
      outcome: "delivered",
      startedAt: at,
      endedAt: at,
      durationMs: 12,
      responseStatus: 200,
      exchanges: {
        create: {
          requestHeaders: `{"x-mais-attempt":"1"}`,
          responseHeaders: `{"server":"x"}`,
          responseBody: Buffer.from("ok"),
        },
      },
    },
  });
  const { eventId } = await deps.db.webhookDelivery.findFirstOrThrow({ where: { id: deliveryId } });
  return { deliveryId, eventId, attemptId };
};

/** Counts the rows of one event. */
const rowsOf = async ({ eventId }: { eventId: string }) => {
  const [row] = await deps.sql(
    `SELECT (SELECT count(*) FROM webhook_event WHERE id = $1)::int AS events,
       (SELECT count(*) FROM webhook_payload WHERE event_id = $1)::int AS payloads, count(d.id)::int AS deliveries,
       count(a.id)::int AS attempts, count(x.attempt_id)::int AS exchanges
     FROM webhook_delivery d LEFT JOIN webhook_attempt a ON a.delivery_id = d.id
       LEFT JOIN webhook_exchange x ON x.attempt_id = a.id WHERE d.event_id = $1`,
    [eventId],
  );
  return row;
};
const ALL = { events: 1, payloads: 1, deliveries: 1, attempts: 1, exchanges: 1 };
const NO_BODIES = { ...ALL, payloads: 0, exchanges: 0 };
const NONE = { events: 0, payloads: 0, deliveries: 0, attempts: 0, exchanges: 0 };

const walk = (changes: Partial<EngineDeps> = {}) =>
  deleteExpired({ ...deps, ...changes }, { workMsMax: 60_000, pauseFactor: 0 });

describe("a finished event", () => {
  it("keeps everything for the retention time", async () => {
    const fresh = await addAttempted(daysAgo(9, 23));
    await walk();
    expect(await rowsOf(fresh)).toEqual(ALL);
  });

  it("loses its bodies after the retention time, and the log keeps the rest and says so", async () => {
    const old = await addAttempted(daysAgo(10, 1));
    await walk();
    expect(await rowsOf(old)).toEqual(NO_BODIES);
    const view = await getDelivery(deps, actor, { id: old.deliveryId });
    expect(view).toMatchObject({
      status: "delivered",
      body: null,
      attempts: [{ number: 1, durationMs: 12, request: { headers: {} }, response: { status: 200, body: null } }],
    });
    expect(await getEvent(deps, actor, { id: old.eventId })).toMatchObject({ status: "accepted", payload: null });
    await expect(resendDelivery(deps, actor, { id: old.deliveryId })).rejects.toMatchObject({ code: "conflict" });
  });

  it("keeps the rest for three times as long, then is deleted", async () => {
    const nearly = await addAttempted(daysAgo(29, 23));
    const gone = await addAttempted(daysAgo(30, 1));
    await walk();
    expect([await rowsOf(nearly), await rowsOf(gone)]).toEqual([NO_BODIES, NONE]);
  });

  it("stays as long as a later delivery or attempt of it", async () => {
    const resent = await addAttempted(daysAgo(40));
    await deps.db.webhookAttempt.create({
      data: {
        id: newId("att", daysAgo(29).getTime()),
        tenantId: actor.tenantId,
        deliveryId: resent.deliveryId,
        number: 2,
        trigger: "manual",
        url: "https://example.com/",
        outcome: "failed",
        startedAt: daysAgo(29),
      },
    });
    await walk();
    expect(await rowsOf(resent)).toEqual(NO_BODIES);
  });

  it("is deleted also without a delivery or after a rejection", async () => {
    const unwanted = await addEvent(deps, actor, {}, daysAgo(31));
    const rejected = await addEvent(
      deps,
      actor,
      { status: "rejected", rejectedReason: "x", hasPayload: false },
      daysAgo(31),
    );
    await walk();
    expect(await deps.db.webhookEvent.count({ where: { id: { in: [unwanted, rejected] } } })).toBe(0);
  });
});

it("a rejected event stays and is found right after a rejection", async () => {
  const incoming = { tenantId: actor.tenantId, externalId: "bad_1", event: "never.was", data: {}, timestamp: null };
  expect(await acceptInngestEvent(deps, incoming)).toMatchObject({ status: "rejected" });
  await walk();
  const since = new Date(Date.now() - HOUR_MS).toISOString();
  const { data } = await listEvents(deps, actor, { limit: 20, since, q: "bad_1" });
  expect(data).toMatchObject([{ status: "rejected", externalId: "bad_1" }]);
});

describe("unfinished work", () => {
  it.each([
    ["a retry", { status: "retrying" }],
    ["a resend of what was delivered", { status: "delivered", nextTrigger: "manual" }],
    ["an attempt that runs", { status: "retrying", leaseToken: "wrk_other" }],
  ])("keeps all rows of its event, and goes when it is over: %s", async (_, changes) => {
    const waiting = await addAttempted(daysAgo(31), { ...changes, dueAt: new Date(Date.now() + HOUR_MS) });
    const { id: otherId } = await addWebhook(deps, actor);
    await deps.db.webhookDelivery.create({
      data: {
        id: newId("dlv", daysAgo(31).getTime()),
        tenantId: actor.tenantId,
        subscriptionId: otherId,
        eventId: waiting.eventId,
        event: "appointment.created",
        status: "delivered",
      },
    });
    await walk();
    expect(await rowsOf(waiting)).toEqual({ ...ALL, deliveries: 2 });
    await deps.db.webhookDelivery.updateMany({
      where: { eventId: waiting.eventId },
      data: { dueAt: null, leaseToken: null },
    });
    await walk();
    expect(await rowsOf(waiting)).toEqual(NONE);
  });

  it("keeps an event that was not fanned out", async () => {
    const id = await addEvent(deps, actor, { isDispatched: false }, daysAgo(31));
    await walk();
    expect(await deps.db.webhookPayload.count({ where: { eventId: id } })).toBe(1);
    await deps.db.webhookOutbox.deleteMany({ where: { eventId: id } });
    await walk();
    expect(await deps.db.webhookEvent.count({ where: { id } })).toBe(0);
  });
});

describe("a sandbox event", () => {
  const sandbox = async (at: Date, changes: Parameters<typeof addDelivery>[3] = {}) => {
    const added = await addAttempted(at, { mode: "test", ...changes });
    await deps.db.webhookEvent.update({ where: { id: added.eventId }, data: { mode: "test" } });
    return added;
  };

  it("is deleted after 7 days, with its deliveries, attempts and bodies; a live one stays", async () => {
    const { tenantId } = actor;
    const [kept, gone, live] = [
      await sandbox(daysAgo(6, 23)),
      await sandbox(daysAgo(7, 1)),
      await addAttempted(daysAgo(8)),
    ];
    await deps.db.webhookDeliveryBody.create({
      data: { deliveryId: gone.deliveryId, tenantId, body: Buffer.from("{}") },
    });
    const variant = { eventId: gone.eventId, variant: "2026-11-01", tenantId, body: Buffer.from("{}") };
    await deps.db.webhookVariant.create({ data: variant });
    const { deleted } = await walk();
    expect(deleted.sandbox_event).toBe(1);
    expect([await rowsOf(kept), await rowsOf(gone), await rowsOf(live)]).toEqual([ALL, NONE, ALL]);
    expect(await deps.db.webhookDeliveryBody.count({ where: { deliveryId: gone.deliveryId } })).toBe(0);
  });

  it("stays while a delivery of it waits, and before its time if it is scheduled", async () => {
    const waiting = await sandbox(daysAgo(8), { status: "retrying", dueAt: new Date(Date.now() + HOUR_MS) });
    const ahead = await addEvent(deps, actor, { mode: "test", status: "scheduled", dueAt: daysAgo(-1) }, daysAgo(8));
    const ran = await addEvent(deps, actor, { mode: "test", dueAt: daysAgo(6) }, daysAgo(8));
    const waits = await addEvent(deps, actor, { mode: "test", isDispatched: false }, daysAgo(8));
    await walk();
    expect(await rowsOf(waiting)).toEqual(ALL);
    expect(await deps.db.webhookEvent.count({ where: { id: { in: [ahead, ran, waits] } } })).toBe(3);
    await deps.db.webhookDelivery.update({
      where: { id: waiting.deliveryId },
      data: { status: "failed", dueAt: null },
    });
    await walk();
    expect(await rowsOf(waiting)).toEqual(NONE);
  });

  it("is found page after page, however many there are", async () => {
    const ids = await Promise.all(
      Array.from({ length: 23 }, () => addEvent(deps, actor, { mode: "test" }, daysAgo(8))),
    );
    await walk();
    expect(await deps.db.webhookEvent.count({ where: { id: { in: ids } } })).toBe(0);
  });
});

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { countMissed } from "#domain/recoveries/count-missed.ts";
import { getRecovery } from "#domain/recoveries/get-recovery.ts";
import { previewRecovery } from "#domain/recoveries/preview-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addEvent, addWebhook } from "#tests/seed-deliveries.ts";
import { storedBody } from "#tests/stored-body.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
});

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
const asked = { since: hoursAgo(10).toISOString(), status: [], includeMissing: true };

const preview = async (id: string) => (await previewRecovery(deps, actor, { id, ...asked })).count;

/** Starts a recovery, continues it to its end and returns the deliveries that it made. */
const recover = async (id: string, changes: object = {}) => {
  const { id: recoveryId, count } = await startRecovery(deps, actor, { id, ...asked, ...changes });
  const ids: string[] = [];
  for (let next: object | null = {}; next; ) {
    await deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1", [recoveryId]);
    const continued = await continueRecovery(deps, { recoveryId });
    ids.push(...continued.sent.map(({ deliveryId }) => deliveryId));
    next = continued.next;
  }
  expect(ids).toHaveLength(count);
  expect(await getRecovery(deps, actor, { id, recoveryId })).toMatchObject({ state: "done", count, sent: count });
  return deps.db.webhookDelivery.findMany({ where: { id: { in: ids } }, orderBy: { eventId: "asc" } });
};

it("a recovery gives events from before the webhook existed ordinary new deliveries, exactly as many as were previewed", async () => {
  const { id: other } = await addWebhook(deps, actor);
  const at = hoursAgo(1);
  const events = [
    await addEvent(deps, actor, {}, hoursAgo(2)),
    await addEvent(deps, actor, { event: "payment.failed" }, at),
    await addEvent(deps, actor, { event: "webhook.failing", resourceId: other }, at),
  ];
  await addEvent(deps, actor, { event: "service.created" }, at);
  await addEvent(deps, actor, { status: "rejected", hasPayload: false }, at);
  await addEvent(deps, actor, { test: true }, at);
  await addEvent(deps, actor, { hasPayload: false }, at);
  await addEvent(deps, actor, { isDispatched: false }, at);
  await addEvent(deps, actor, {}, hoursAgo(11));
  await addEvent(deps, await database.addTenant(), {}, at);
  const { id } = await addWebhook(deps, actor, {
    events: ["appointment.created", "payment.failed", "webhook.failing"],
  });
  await addEvent(deps, actor, { event: "webhook.failing", resourceId: id }, at);
  for (const status of ["delivered", "pending", "failed", "canceled"])
    await addDelivery(deps, actor, id, { status }, at);

  expect(await preview(id)).toBe(3);
  const made = await recover(id);
  expect(made.map(({ eventId }) => eventId)).toEqual(events.toSorted());
  for (const one of made)
    expect(one).toMatchObject({ subscriptionId: id, status: "pending", attempts: 0, nextTrigger: "automatic" });
  expect(await preview(id)).toBe(0);
});

it("a recovery derives the events that were not derived then, with the same ids and bytes", async () => {
  const send = async (name: string, externalId: string) => {
    const data = name.startsWith("payment") ? { paymentId: externalId } : { appointmentId: externalId };
    const event = { tenantId: actor.tenantId, externalId, event: name, data, timestamp: null };
    const [accepted] = await acceptEvents({ ...deps, clock: () => hoursAgo(1) }, [event]);
    await fanOut(deps, [accepted?.id ?? ""]);
    return accepted?.id ?? "";
  };
  const types = ["appointment.scheduled", "appointment.changed"];
  const early = [await send("appointment.created", "a"), await send("appointment.canceled", "b")];
  await send("payment.failed", "c");
  const { id } = await addWebhook(deps, actor, { events: types });
  // The webhook exists now: this event is derived and delivered as usual.
  await send("appointment.created", "d");

  expect(await preview(id)).toBe(3);
  const made = await recover(id);
  const rows = await deps.db.webhookEvent.findMany({
    where: { id: { in: made.map(({ eventId }) => eventId) } },
  });
  expect(rows.map(({ event, sourceEventId }) => [event, sourceEventId]).toSorted()).toEqual(
    [
      ["appointment.changed", early[0]],
      ["appointment.changed", early[1]],
      ["appointment.scheduled", early[0]],
    ].toSorted(),
  );
  for (const { id: eventId, event, resourceId } of rows) {
    expect(JSON.parse(String(await storedBody(deps, eventId)))).toMatchObject({
      id: eventId,
      event,
      appointmentId: resourceId,
    });
  }
  const [undispatched] = await deps.sql<{ count: number }>("SELECT count(*)::int FROM webhook_outbox");
  expect(undispatched?.count, "nobody fans the derived ones out once more").toBe(1);
  expect(await preview(id)).toBe(0);

  // A second webhook gets the same derived events, not new ones.
  const { id: second } = await addWebhook(deps, actor, { events: types });
  const again = await recover(second);
  expect(again).toHaveLength(5);
  expect(again.map(({ eventId }) => eventId)).toEqual(expect.arrayContaining(rows.map((event) => event.id)));
});

it("one recovery sends failed and missing events, each once", async () => {
  const { id } = await addWebhook(deps, actor);
  for (let n = 0; n < 55; n++) await addEvent(deps, actor, {}, hoursAgo(1));
  for (let n = 0; n < 52; n++) await addDelivery(deps, actor, id, { status: "failed", attempts: 6 }, hoursAgo(2));
  const made = await recover(id, { status: ["failed"] });
  expect(new Set(made.map(({ eventId }) => eventId)).size).toBe(107);
});

it("two recoveries that find the same event missing make one delivery, also at once", async () => {
  const { id } = await addWebhook(deps, actor);
  await addEvent(deps, actor, {}, hoursAgo(1));
  const { id: recoveryId } = await startRecovery(deps, actor, { id, ...asked });
  const step = async () => {
    await deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1 AND due_at IS NOT NULL", [recoveryId]);
    return Promise.all([1, 2, 3].map(() => continueRecovery(deps, { recoveryId })));
  };
  const all = [...(await step()), ...(await step())];
  expect(all.flatMap(({ sent }) => sent)).toHaveLength(1);
  expect(await deps.db.webhookDelivery.count({ where: { subscriptionId: id } })).toBe(1);
});

it("the missed count covers the events of a disabled time, and a recovery sends exactly those", async () => {
  const { id } = await addWebhook(deps, actor);
  expect(await countMissed(deps, actor, { id })).toEqual({ count: 0, since: null, switchedOffAt: null, isMore: false });
  const oldest = await addDelivery(deps, actor, id, { status: "retrying", dueAt: new Date("2030-01-01") }, hoursAgo(3));
  await addDelivery(deps, actor, id, { status: "failed" }, hoursAgo(3));
  const offAt = hoursAgo(2);
  await updateWebhook({ ...deps, clock: () => offAt }, actor, { id, changes: { active: false } });
  await addEvent(deps, actor, {}, hoursAgo(1));
  await addEvent(deps, actor, { event: "payment.failed" }, hoursAgo(1));
  const whileOff = await countMissed(deps, actor, { id });
  expect(whileOff).toMatchObject({ count: 2, switchedOffAt: offAt.toISOString() });
  await updateWebhook(deps, actor, { id, changes: { active: true } });
  const missed = await countMissed(deps, actor, { id });
  expect(missed).toEqual(whileOff);
  const made = await recover(id, { since: missed.since, status: ["canceled"] });
  expect(made).toHaveLength(2);
  expect(made.map((one) => one.id)).toContain(oldest);
  expect((await countMissed(deps, actor, { id })).count).toBe(0);
  await expect(countMissed(deps, await database.addTenant(), { id })).rejects.toMatchObject({ code: "not_found" });
});

it("the missed count of a webhook created disabled covers all events since its creation", async () => {
  const made = hoursAgo(2);
  const { id } = await addWebhook({ ...deps, clock: () => made }, actor, { active: false });
  await addEvent(deps, actor, {}, hoursAgo(3));
  await addEvent(deps, actor, {}, hoursAgo(1));
  expect(await countMissed(deps, actor, { id })).toEqual({
    count: 1,
    since: made.toISOString(),
    switchedOffAt: made.toISOString(),
    isMore: false,
  });
});

it("a recovery places a scheduled event at the time when it fell due", async () => {
  const { id } = await addWebhook(deps, actor);
  const dueAt = hoursAgo(2);
  const ahead = [
    await addEvent(deps, actor, { dueAt }, hoursAgo(300)),
    await addEvent(deps, actor, { dueAt: hoursAgo(9) }, hoursAgo(200)),
  ];
  await addEvent(deps, actor, {}, hoursAgo(250));
  await addEvent(deps, actor, { dueAt: hoursAgo(11) }, hoursAgo(200));
  await addEvent(deps, actor, { dueAt, status: "canceled" }, hoursAgo(200));
  await addEvent(deps, await database.addTenant(), { dueAt }, hoursAgo(300));
  const now = await addEvent(deps, actor, {}, hoursAgo(5));
  const later = await addEvent(deps, actor, { dueAt }, hoursAgo(6));

  const until = hoursAgo(4).toISOString();
  expect((await previewRecovery(deps, actor, { id, ...asked, until })).count).toBe(2);
  expect((await recover(id, { until })).map(({ eventId }) => eventId)).toEqual([ahead[1], now]);
  expect(await preview(id)).toBe(2);
  expect((await recover(id)).map(({ eventId }) => eventId)).toEqual([ahead[0], later]);
  expect(await preview(id)).toBe(0);
});

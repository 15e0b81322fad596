import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listLog } from "#domain/deliveries/list-log.ts";
import { eraseData, previewErasure } from "#domain/erase/erase-data.ts";
import { getEventAsSent } from "#domain/events/get-event.ts";
import { PACKED_BODY_BYTES_MAX } from "#domain/packed-body.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { find } from "#domain/search/find.ts";
import { measureStorage } from "#domain/storage/measure-storage.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { chooseTestEvent } from "#engine/attempt/choose-test-event.ts";
import { startEmbedded } from "#inngest/embedded/start-embedded.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";
import { storedBody } from "#tests/stored-body.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let receiver: Receiver;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
beforeEach(async () => {
  actor = await database.addTenant();
  receiver.requests.length = 0;
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const FORMS = ["plain", "packed", "long"] as const;

/** Accepts one event in each form, about the same customer, and one about another. */
const acceptAll = async (): Promise<Map<string, string>> => {
  const { deps } = database;
  const ids = new Map<string, string>();
  for (const form of [...FORMS, "other"]) {
    deps.bodyPacking.note(form !== "plain");
    const customerId = form === "other" ? "cus_other" : "cus_7";
    const customer = { name: `Zoë ${form === "other" ? "Fremd" : "Körner"}`, email: "zoe@gmail.com" };
    const notes = form === "long" ? "x".repeat(PACKED_BODY_BYTES_MAX) : "Grüße 🙂 \u0000 \\u0000";
    const data = { appointmentId: `apt_${form}`, customerId, customer, notes, price: 12.5 };
    const event = { tenantId: actor.tenantId, externalId: `bk_${form}`, event: "appointment.created", data };
    const [accepted] = await acceptEvents(deps, [{ ...event, timestamp: null }]);
    ids.set(form, accepted?.id ?? "");
  }
  return ids;
};

const work = async (isDone: () => Promise<boolean>) => {
  const engine = startEmbedded(database.deps);
  await until("all is delivered", isDone);
  await engine.stop();
  await database.deps.inFlight.whenIdle();
};

const delivered = (count: number) => async () =>
  (await database.deps.db.webhookDelivery.count({
    where: { tenantId: actor.tenantId, status: "delivered", dueAt: null },
  })) === count;

it("plain and packed rows stand beside each other, and hold one form each", async () => {
  const { deps } = database;
  const ids = await acceptAll();
  const rows = await deps.db.webhookPayload.findMany({ where: { tenantId: actor.tenantId } });
  const formOf = (form: string) => rows.find(({ eventId }) => eventId === ids.get(form));
  expect(formOf("plain")).toMatchObject({ body: expect.any(Uint8Array), packed: null });
  expect(formOf("packed")).toMatchObject({ body: null, packed: expect.any(Uint8Array) });
  expect(formOf("long")).toMatchObject({ body: expect.any(Uint8Array), packed: null });
  expect(formOf("packed")?.packed?.byteLength).toBeLessThan((formOf("plain")?.body?.byteLength ?? 0) / 2);
});

it("every form goes out with the same bytes that the event, the delivery and a repeat show", async () => {
  const { deps } = database;
  await addWebhook(deps, actor, { url: receiver.url });
  const ids = await acceptAll();
  let fails = true;
  receiver.answer = () => ({ status: fails ? 503 : 200 });
  await work(async () => {
    const waiting = await deps.db.webhookDelivery.findMany({ where: { tenantId: actor.tenantId, status: "retrying" } });
    return waiting.length === 4;
  });
  fails = false;
  // The second attempt reads the body by its claim, the first one by the fan-out.
  await deps.sql("UPDATE webhook_subscription SET gate_at = NULL, probes = NULL WHERE tenant_id = $1", [
    actor.tenantId,
  ]);
  await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE tenant_id = $1", [actor.tenantId]);
  await work(delivered(4));
  const { data } = await listLog(deps, actor, { limit: 10 });
  for (const [form, eventId] of ids) {
    const sent = receiver.requests.filter(({ body }) => body.includes(eventId)).map(({ body }) => body.toString());
    const text = String(await storedBody(deps, eventId));
    expect(sent, form).toEqual([text, text]);
    expect(JSON.parse(text), form).toMatchObject({ id: eventId, data: { appointmentId: `apt_${form}`, price: 12.5 } });
    expect((await getEventAsSent(deps, actor, { id: eventId })).payloadText, form).toBe(text);
    const delivery = data.find((row) => row.eventId === eventId);
    expect((await getDelivery(deps, actor, { id: delivery?.id ?? "", attemptsBefore: 100 })).body, form).toBe(text);
    const test = await chooseTestEvent(deps, actor, { eventId }, "appointment.created");
    expect(test.data, form).toEqual(JSON.parse(text).data);
  }
});

it("every form is found by words, delivered when it was missing, counted as it was sent, and erased with its customer", async () => {
  const { deps } = database;
  const ids = await acceptAll();
  await indexAllEvents(deps);
  const { data } = await find(deps, actor, { q: "körner" });
  expect(data.map(({ title, id }) => `${title} ${id}`).join(), "found").toContain("cus_7");

  await work(async () => (await deps.db.webhookOutbox.count({ where: { tenantId: actor.tenantId } })) === 0);
  const { id } = await addWebhook(deps, actor, { url: receiver.url });
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const { id: recoveryId } = await startRecovery(deps, actor, { id, since, status: [], includeMissing: true });
  await deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1", [recoveryId]);
  await continueRecovery(deps, { recoveryId });
  receiver.answer = () => ({ status: 200 });
  await work(delivered(4));
  for (const eventId of ids.values())
    expect(receiver.requests.map(({ body }) => body.toString())).toContain(String(await storedBody(deps, eventId)));

  const sizes = await Promise.all(
    [...ids.values()].map(async (eventId) => (await storedBody(deps, eventId))?.byteLength ?? 0),
  );
  await deps.sql("DELETE FROM webhook_exchange WHERE tenant_id = $1", [actor.tenantId]);
  await measureStorage({ ...deps, clock: () => new Date(Date.now() + 3_600_000) }, { lapMsMax: 60_000 });
  const storage = await deps.db.tenantStorage.findUnique({ where: { tenantId: actor.tenantId } });
  expect(Number(storage?.bytes)).toBe(sizes.reduce((sum, size) => sum + size, 0));

  expect(await previewErasure(deps, actor, { customerId: "cus_7" })).toEqual({ count: 3, done: true });
  expect(await eraseData(deps, actor, { customerId: "cus_7" })).toEqual({ count: 3, done: true });
  expect(await deps.db.webhookPayload.findMany({ where: { tenantId: actor.tenantId } })).toMatchObject([
    { eventId: ids.get("other") },
  ]);
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { eraseData } from "#domain/erase/erase-data.ts";
import { newId } from "#domain/ids.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { deleteExpired } from "#domain/retention/delete-expired.ts";
import { verifySignature } from "#domain/signing/verify.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import type { CreateWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { releaseClaims } from "#engine/claim/release-leases.ts";
import { attemptFirst, type FirstClaim } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

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

const EVENT = "appointment.rescheduled";
const TIMES = { startTime: "2026-03-14T10:00:00Z", endTime: "2026-03-14T10:45:00Z" };
const DATA = {
  appointmentId: "apt_1",
  startTime: "2026-03-16T10:00:00Z",
  previous: TIMES,
  price: 4500.5,
  notes: "allergic",
};

const add = (actor: Actor, changes: Partial<CreateWebhookInput> = {}) =>
  addWebhook(deps, actor, { url: `${receiver.url}/${crypto.randomUUID()}`, events: [EVENT], ...changes });

const accept = async ({ tenantId }: Actor, data: Record<string, unknown> = DATA, event = EVENT) => {
  const [accepted] = await acceptEvents(deps, [{ tenantId, externalId: null, event, data, timestamp: null }]);
  return accepted?.id ?? "";
};

/** Bodies that arrived for a delivery, oldest first, with verified signature. */
const arrived = (deliveryId: string, secret?: string) =>
  receiver.requests
    .filter(({ headers }) => headers["x-mais-delivery"] === deliveryId)
    .map(({ headers, body }) => {
      if (secret)
        expect(verifySignature({ secret, headers, body, nowSeconds: Date.now() / 1_000 })).toEqual({ ok: true });
      return body.toString();
    });

const variantsOf = async ({ tenantId }: Actor) =>
  (await deps.db.webhookVariant.findMany({ where: { tenantId }, orderBy: { variant: "asc" } })).map(
    ({ variant }) => variant,
  );

const deliver = async (actor: Actor, data?: Record<string, unknown>) => {
  const { claims } = await fanOut(deps, [await accept(actor, data)]);
  await attemptFirst(deps, claims);
  return new Map(claims.map(({ subscriptionId, deliveryId }) => [subscriptionId, deliveryId]));
};

const expected = (version: string, data: object) => ({ apiVersion: version, appointmentId: "apt_1", data });
const OLD_DATA = {
  appointmentId: "apt_1",
  startTime: DATA.startTime,
  previousStartTime: TIMES.startTime,
  previousEndTime: TIMES.endTime,
  price: 4500.5,
  notes: "allergic",
};

/** Makes the first attempts of an event in one of two ways. */
const WAYS = {
  "with its fan-out": attemptFirst,
  "by a claim of its own": async (given: EngineDeps, claims: readonly FirstClaim[]) => {
    await releaseClaims(given, claims);
    for (const claim of claims) await attemptDelivery(given, claim);
  },
};

describe.each(Object.entries(WAYS))("a first attempt that is made %s", (_, attempt) => {
  it("sends each webhook its version, without its hidden fields, and stores each form once", async () => {
    const actor = await database.addTenant();
    const forms: Partial<CreateWebhookInput>[] = [
      {},
      { apiVersion: "2026-11-01" },
      { apiVersion: "2026-11-01" },
      { redact: ["notes", "previousStartTime"] },
      { apiVersion: "2026-11-01", redact: ["previous.startTime", "notes"] },
    ];
    const webhooks = await Promise.all(forms.map((form) => add(actor, form)));
    const { claims } = await fanOut(deps, [await accept(actor)]);
    await attempt(deps, claims);
    const { notes: _notes, previousStartTime: _start, ...hidden } = OLD_DATA;
    const bodies = [
      expected("2026-12-01", DATA),
      expected("2026-11-01", OLD_DATA),
      expected("2026-11-01", OLD_DATA),
      expected("2026-12-01", { ...DATA, notes: undefined, previous: { endTime: TIMES.endTime } }),
      expected("2026-11-01", hidden),
    ];
    for (const [index, { id, secret }] of webhooks.entries()) {
      const { deliveryId = "" } = claims.find(({ subscriptionId }) => subscriptionId === id) ?? {};
      const [body = "{}", ...more] = arrived(deliveryId, secret);
      expect(more).toEqual([]);
      const parsed = JSON.parse(body);
      expect(parsed).toMatchObject({ apiVersion: bodies[index]?.apiVersion, appointmentId: "apt_1" });
      expect(parsed.data).toEqual(JSON.parse(JSON.stringify(bodies[index]?.data)));
      expect((await getDelivery(deps, actor, { id: deliveryId })).body).toBe(body);
    }
    const variants = await variantsOf(actor);
    expect(variants.map((name) => name.replace(/~.*/, "~"))).toEqual(["2026-11-01", "2026-11-01~", "~"]);
  });
});

describe("a delivery", () => {
  it("of a webhook at the newest version without hidden fields costs no variant: neither a statement nor a row", async () => {
    const actor = await database.addTenant();
    await add(actor);
    const seen: string[] = [];
    const sql: EngineDeps["sql"] = (text, values) => {
      seen.push(text);
      return deps.sql(text, values);
    };
    const { claims } = await fanOut({ ...deps, sql }, [await accept(actor)]);
    await attemptFirst({ ...deps, sql }, claims);
    expect(seen).not.toEqual([]);
    expect(seen.join()).not.toContain("webhook_variant");
    expect(await variantsOf(actor)).toEqual([]);
    expect(await deps.db.webhookDelivery.findMany({ where: { tenantId: actor.tenantId } })).toMatchObject([
      { variant: null },
    ]);
  });

  it("keeps its version and its bytes after upgrades, when it is sent again", async () => {
    const actor = await database.addTenant();
    const webhook = await add(actor, { apiVersion: "2026-11-01" });
    const id = (await deliver(actor)).get(webhook.id) ?? "";
    await updateWebhook(deps, actor, { id: webhook.id, changes: { apiVersion: "2026-12-01" } });
    await resendDelivery(deps, actor, { id });
    await attemptDelivery(deps, await placeOf(id, actor, webhook.id));
    const bodies = arrived(id, webhook.secret);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
    expect((await getDelivery(deps, actor, { id })).body).toBe(bodies[0]);
    const later = (await deliver(actor)).get(webhook.id) ?? "";
    expect(JSON.parse(arrived(later)[0] ?? "")).toMatchObject(expected("2026-12-01", DATA));
  });

  it("that a recovery makes has the version of the webhook, also of an event that was stored before versions", async () => {
    const actor = await database.addTenant();
    const eventId = await storeOld(actor);
    const at = new Date(Date.now() - 3_600_000).toISOString();
    for (const apiVersion of ["2026-11-01", "2026-12-01"]) {
      const webhook = await add(actor, { apiVersion });
      const { id } = await startRecovery(deps, actor, { id: webhook.id, since: at, status: [], includeMissing: true });
      for (let next: object | null = {}; next; ) next = (await continueRecovery(deps, { recoveryId: id })).next;
      const made = await deps.db.webhookDelivery.findFirstOrThrow({ where: { subscriptionId: webhook.id, eventId } });
      await attemptDelivery(deps, await placeOf(made.id, actor, webhook.id));
      const [body = "{}"] = arrived(made.id, webhook.secret);
      if (apiVersion === "2026-11-01") expect(body).toBe(OLD_BODY(eventId, actor));
      else expect(JSON.parse(body)).toMatchObject(expected("2026-12-01", { previous: TIMES }));
      expect((await getDelivery(deps, actor, { id: made.id })).body).toBe(body);
    }
  });

  it("of an event from before versions is sent again with the very bytes", async () => {
    const actor = await database.addTenant();
    const webhook = await add(actor, { apiVersion: "2026-11-01" });
    const eventId = await storeOld(actor);
    const id = newId("dlv");
    const row = { id, tenantId: actor.tenantId, subscriptionId: webhook.id, eventId, event: EVENT, status: "failed" };
    await deps.db.webhookDelivery.create({ data: row });
    await updateWebhook(deps, actor, { id: webhook.id, changes: { apiVersion: "2026-12-01" } });
    await resendDelivery(deps, actor, { id });
    await attemptDelivery(deps, await placeOf(id, actor, webhook.id));
    expect(arrived(id)).toEqual([OLD_BODY(eventId, actor)]);
  });

  it("keeps a redacted body from before variants", async () => {
    const actor = await database.addTenant();
    const webhook = await add(actor, { redact: ["notes"] });
    const id = newId("dlv");
    const eventId = await storeOld(actor);
    const { tenantId } = actor;
    await deps.db.webhookDelivery.create({ data: { id, tenantId, subscriptionId: webhook.id, eventId, event: EVENT } });
    await deps.db.webhookDeliveryBody.create({ data: { deliveryId: id, tenantId, body: Buffer.from('{"kept":1}') } });
    await resendDelivery(deps, actor, { id });
    await attemptDelivery(deps, await placeOf(id, actor, webhook.id));
    expect(arrived(id)).toEqual(['{"kept":1}']);
    expect((await getDelivery(deps, actor, { id })).body).toBe('{"kept":1}');
  });
});

it("an event that was accepted before versions is fanned out to each webhook in its version", async () => {
  const actor = await database.addTenant();
  const [old, young] = [await add(actor, { apiVersion: "2026-11-01" }), await add(actor)];
  const eventId = await storeOld(actor);
  await deps.db.webhookOutbox.create({ data: { tenantId: actor.tenantId, eventId } });
  const { claims } = await fanOut(deps, [eventId]);
  await attemptFirst(deps, claims);
  const bodyOf = (id: string) =>
    arrived(claims.find(({ subscriptionId }) => subscriptionId === id)?.deliveryId ?? "").at(0) ?? "{}";
  expect(bodyOf(old.id)).toBe(OLD_BODY(eventId, actor));
  expect(JSON.parse(bodyOf(young.id))).toMatchObject(expected("2026-12-01", { previous: TIMES }));
  expect(await variantsOf(actor)).toEqual(["2026-12-01"]);
});

it("derived events and tests have the webhook's version", async () => {
  const actor = await database.addTenant();
  const webhook = await add(actor, { apiVersion: "2026-11-01", events: ["appointment.changed", EVENT] });
  await deliver(actor);
  const derived = await deps.db.webhookDelivery.findFirstOrThrow({
    where: { tenantId: actor.tenantId, event: "appointment.changed" },
  });
  expect(JSON.parse(arrived(derived.id)[0] ?? "{}")).toMatchObject(expected("2026-11-01", OLD_DATA));
  const { delivery } = await testWebhook(deps, actor, { id: webhook.id, event: EVENT });
  expect(JSON.parse(delivery.body ?? "{}")).toMatchObject({ apiVersion: "2026-11-01", test: true });
  expect(delivery.body).not.toContain('"previous":');
  expect(arrived(delivery.id)).toEqual([delivery.body]);
  expect((await getDelivery(deps, actor, { id: delivery.id })).body).toBe(delivery.body);
});

it("erasing an event and its retention remove its variants", async () => {
  const actor = await database.addTenant();
  const webhook = await add(actor, { apiVersion: "2026-11-01" });
  const id = (await deliver(actor)).get(webhook.id) ?? "";
  const { eventId } = await getDelivery(deps, actor, { id });
  expect(await variantsOf(actor)).toEqual(["2026-11-01"]);
  await eraseData(deps, actor, { eventId });
  expect(await variantsOf(actor)).toEqual([]);
  expect(await getDelivery(deps, actor, { id })).toMatchObject({ body: null });

  await deliver(actor);
  const later = { ...deps, clock: () => new Date(Date.now() + 31 * 86_400_000) };
  expect((await deleteExpired(later, { workMsMax: 60_000, pauseFactor: 0 })).deleted).toMatchObject({
    webhook_payload: expect.any(Number),
    webhook_variant: expect.any(Number),
  });
  expect(await variantsOf(actor)).toEqual([]);
});

const placeOf = async (deliveryId: string, { tenantId }: Actor, subscriptionId: string) => ({
  deliveryId,
  subscriptionId,
  tenantId,
  host: new URL(receiver.url).host,
});

const OLD_BODY = (id: string, { tenantId }: Actor) =>
  `{"id":"${id}","event":"${EVENT}","apiVersion":"2026-11-01","tenantId":"${tenantId}",` +
  `"timestamp":"2026-03-14T10:00:00.000Z","appointmentId":"apt_1","data":${JSON.stringify(OLD_DATA)}}`;

/** Stores an event as it was stored before versions, fanned out already. */
const storeOld = async (actor: Actor): Promise<string> => {
  const [id, { tenantId }] = [newId("evt"), actor];
  await deps.db.webhookEvent.create({ data: { id, tenantId, event: EVENT, occurredAt: new Date() } });
  await deps.db.webhookPayload.create({ data: { eventId: id, tenantId, body: Buffer.from(OLD_BODY(id, actor)) } });
  return id;
};

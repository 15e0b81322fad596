import { afterAll, beforeAll, expect, it } from "vitest";
import type { Deps } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { withRedactedBodies } from "#engine/attempt/redacted-bodies.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const claim = async (id: string, redact: string[]) => {
  const row = await database.deps.db.webhookDelivery.findUniqueOrThrow({
    select: { tenantId: true, eventId: true, event: true, source: { select: { payloads: true } } },
    where: { id },
  });
  const body = row.source.payloads[0]?.body;
  if (!body) throw new Error("there is no payload");
  const { tenantId, eventId, event } = row;
  return { deliveryId: id, tenantId, eventId, event, body, redact };
};

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

it("the bytes of a delivery are made once: later attempts and the log have the first ones, whatever is set since", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor, { redact: ["appointmentId"] });
  const id = await addDelivery(deps, actor, webhookId, {});
  // Before its first attempt it is shown as it will be sent.
  expect((await getDelivery(deps, actor, { id })).body).not.toContain("abc123");

  const [first] = await withRedactedBodies(deps, [await claim(id, ["appointmentId"])]);
  expect(text(first?.body)).not.toContain("abc123");
  const data = { appointmentId: "abc123", notes: "kept otherwise" };
  const other = buildEventBody({ id, event: "appointment.created", tenantId: "x", timestamp: new Date(), data });
  const [second] = await withRedactedBodies(deps, [{ ...(await claim(id, ["notes"])), body: other }]);
  expect(text(second?.body)).toBe(text(first?.body));

  await updateWebhook(deps, actor, { id: webhookId, changes: { redact: [] } });
  expect((await getDelivery(deps, actor, { id })).body).toBe(text(first?.body));
});

it("hands on those of a webhook that leaves nothing out, without writing anything", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor);
  const plain = await claim(await addDelivery(deps, actor, webhookId, {}), []);
  const nowhere = await claim(await addDelivery(deps, actor, webhookId, {}), ["customer.phone"]);
  expect(await withRedactedBodies(deps, [plain, nowhere])).toEqual([plain, nowhere]);
  expect(await deps.db.webhookDeliveryBody.count({ where: { tenantId: actor.tenantId } })).toBe(0);
});

it("mixes both kinds in one claim and gives each its own", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor);
  const [one, two] = [await addDelivery(deps, actor, webhookId, {}), await addDelivery(deps, actor, webhookId, {})];
  const bodies = await withRedactedBodies(deps, [await claim(one, []), await claim(two, ["appointmentId"])]);
  expect(bodies.map(({ deliveryId, body }) => [deliveryId, text(body).includes("abc123")])).toEqual([
    [one, true],
    [two, false],
  ]);
});

it("holds a few MB in a statement, however many and large they are", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor);
  const id = await addDelivery(deps, actor, webhookId, {});
  const ids = [id, ...(await Promise.all(Array.from({ length: 19 }, () => addDelivery(deps, actor, webhookId, {}))))];
  const data = { appointmentId: "abc123", filler: "x".repeat(500_000) };
  const body = buildEventBody({ id, event: "appointment.created", tenantId: "x", timestamp: new Date(), data });
  const bytes: number[] = [];
  const sql: Deps["sql"] = (statement, values = []) => {
    bytes.push((values[4] as Uint8Array).byteLength);
    return deps.sql(statement, values);
  };
  const claimed = ids.map((deliveryId) => ({
    deliveryId,
    tenantId: actor.tenantId,
    eventId: "evt_same",
    event: "appointment.created",
    body,
    redact: ["appointmentId"],
  }));
  const made = await withRedactedBodies({ sql }, claimed);
  expect(made.map(({ deliveryId }) => deliveryId)).toEqual(ids);
  for (const one of made) expect(text(one.body)).not.toContain("abc123");
  expect(Math.max(...bytes)).toBeLessThan(5_000_000);
  expect(await deps.db.webhookDeliveryBody.count({ where: { tenantId: actor.tenantId } })).toBe(20);
});

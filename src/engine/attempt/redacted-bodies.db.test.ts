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

it("a delivery keeps its first redacted body, also after the webhook's fields change", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor, { redact: ["appointmentId"] });
  const id = await addDelivery(deps, actor, webhookId, {});
  // The log shows the redacted body before the first attempt too.
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

it("deliveries of a webhook without hidden fields keep their body, and no row is written", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor);
  const plain = await claim(await addDelivery(deps, actor, webhookId, {}), []);
  const nowhere = await claim(await addDelivery(deps, actor, webhookId, {}), ["customer.phone"]);
  expect(await withRedactedBodies(deps, [plain, nowhere])).toEqual([plain, nowhere]);
  expect(await deps.db.webhookDeliveryBody.count({ where: { tenantId: actor.tenantId } })).toBe(0);
});

it("one claim may mix redacted and full bodies", async () => {
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

it("one statement stores a few MB of bodies at most", async () => {
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

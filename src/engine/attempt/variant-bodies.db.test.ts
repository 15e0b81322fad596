import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor, Deps } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { withVariantBodies } from "#engine/attempt/variant-bodies.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const claim = async (id: string, redact: string[], convertTo: string | null = null) => {
  const row = await database.deps.db.webhookDelivery.findUniqueOrThrow({
    select: { tenantId: true, eventId: true, event: true, source: { select: { payloads: true } } },
    where: { id },
  });
  const body = row.source.payloads[0]?.body;
  if (!body) throw new Error("there is no payload");
  const { tenantId, eventId, event } = row;
  return { deliveryId: id, tenantId, eventId, event, body, redact, convertTo };
};

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

const variants = ({ tenantId }: Actor) =>
  database.deps.db.webhookVariant.findMany({ where: { tenantId }, orderBy: { variant: "asc" } });

it("a delivery keeps its first redacted body, also after the webhook's fields change", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor, { redact: ["appointmentId"] });
  const id = await addDelivery(deps, actor, webhookId, {});
  // The log shows the redacted body before the first attempt too.
  expect((await getDelivery(deps, actor, { id })).body).not.toContain("abc123");

  const [first] = await withVariantBodies(deps, [await claim(id, ["appointmentId"])]);
  expect(text(first?.body)).not.toContain("abc123");
  const data = { appointmentId: "abc123", notes: "kept otherwise" };
  const other = buildEventBody({ id, event: "appointment.created", tenantId: "x", timestamp: new Date(), data });
  const [second] = await withVariantBodies(deps, [{ ...(await claim(id, ["notes"])), body: other }]);
  expect(text(second?.body)).toBe(text(first?.body));

  await updateWebhook(deps, actor, { id: webhookId, changes: { redact: [] } });
  expect((await getDelivery(deps, actor, { id })).body).toBe(text(first?.body));
});

it("deliveries that send the event's own bytes keep them, without a statement", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor);
  const plain = await claim(await addDelivery(deps, actor, webhookId, {}), []);
  const nowhere = await claim(await addDelivery(deps, actor, webhookId, {}), ["customer.phone"]);
  const sql: Deps["sql"] = async () => expect.fail("a statement was sent");
  expect(await withVariantBodies({ sql }, [plain, nowhere])).toEqual([plain, nowhere]);
});

it("one claim may mix versions and hidden fields; each form is stored once for the event", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const first = await addDelivery(deps, actor, (await addWebhook(deps, actor)).id, {});
  const { eventId } = await deps.db.webhookDelivery.findUniqueOrThrow({ where: { id: first } });
  const ids = [first];
  for (let more = 0; more < 5; more++) {
    const { id: subscriptionId } = await addWebhook(deps, actor);
    const row = {
      id: `${first}${more}`,
      tenantId: actor.tenantId,
      subscriptionId,
      eventId,
      event: "appointment.created",
    };
    await deps.db.webhookDelivery.create({ data: row });
    ids.push(row.id);
  }
  const forms = [
    { convertTo: null, redact: [] },
    { convertTo: null, redact: ["appointmentId"] },
    { convertTo: "2026-11-01", redact: [] },
    { convertTo: "2026-11-01", redact: ["notes"] },
    { convertTo: "2026-11-01", redact: ["appointmentId"] },
    { convertTo: "2026-11-01", redact: ["appointmentId"] },
  ];
  const claimed = await Promise.all(
    forms.map(async ({ redact, convertTo }, index) => claim(ids[index] ?? "", redact, convertTo)),
  );
  const made = await withVariantBodies(deps, claimed);
  const shown = made.map(({ body }) => {
    const { apiVersion, data } = JSON.parse(text(body));
    return [apiVersion, Object.keys(data).length];
  });
  expect(shown).toEqual([
    ["2026-12-01", 1],
    ["2026-12-01", 0],
    ["2026-11-01", 1],
    ["2026-11-01", 1],
    ["2026-11-01", 0],
    ["2026-11-01", 0],
  ]);
  const rows = await variants(actor);
  expect(rows.map(({ variant }) => variant.replace(/~.*/, "~"))).toEqual(["2026-11-01", "2026-11-01~", "~"]);
  const deliveries = await deps.db.webhookDelivery.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } });
  const [, , , , ...last] = deliveries.map(({ variant }) => variant);
  expect(new Set(last)).toEqual(new Set([rows[1]?.variant]));
});

it("one statement stores a few MB of bodies at most", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, actor);
  const ids = await Promise.all(Array.from({ length: 20 }, () => addDelivery(deps, actor, webhookId, {})));
  const data = { appointmentId: "abc123", filler: "x".repeat(500_000) };
  const event = "appointment.created";
  const body = buildEventBody({ id: "evt_x", event, tenantId: "x", timestamp: new Date(), data });
  const bytes: number[] = [];
  const sql: Deps["sql"] = (statement, values = []) => {
    bytes.push(...values.flatMap((value) => (value instanceof Uint8Array ? value.byteLength : [])));
    return deps.sql(statement, values);
  };
  const claimed = await Promise.all(ids.map(async (id) => ({ ...(await claim(id, ["appointmentId"])), body })));
  const made = await withVariantBodies({ sql }, claimed);
  expect(made.map(({ deliveryId }) => deliveryId)).toEqual(ids);
  for (const one of made) expect(text(one.body)).not.toContain("abc123");
  expect(bytes.length).toBeGreaterThan(1);
  expect(Math.max(...bytes)).toBeLessThan(5_000_000);
  expect(await variants(actor)).toHaveLength(20);
});

import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { eraseData } from "#domain/erase/erase-data.ts";
import { newId } from "#domain/ids.ts";
import { deleteExpired } from "#domain/retention/delete-expired.ts";
import { getStorage } from "#domain/storage/get-storage.ts";
import { measureStorage } from "#domain/storage/measure-storage.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LIMIT = 1024 * 1024;

let database: TestDatabase;
let deps: EngineDeps;
const warnings: object[] = [];

beforeAll(async () => {
  database = await testDatabase({ TENANT_STORAGE_MB: "1", RETENTION_DAYS: "10" });
  deps = {
    ...database.deps,
    log: { ...database.deps.log, warn: (fields) => warnings.push(fields) },
  };
});
afterAll(() => database.close());

const measure = (later: Partial<EngineDeps> = {}) => measureStorage({ ...deps, ...later }, { lapMsMax: 60_000 });

/** Sums the real bytes from the rows. */
const realBytes = async ({ tenantId }: Actor): Promise<number> => {
  const [row] = await deps.sql<{ bytes: number }>(
    `SELECT (coalesce((SELECT sum(octet_length(body)) FROM webhook_payload WHERE tenant_id = $1), 0)
       + coalesce((SELECT sum(octet_length(body)) FROM webhook_variant WHERE tenant_id = $1), 0)
       + coalesce((SELECT sum(octet_length(body)) FROM webhook_delivery_body WHERE tenant_id = $1), 0)
       + coalesce((SELECT sum(octet_length(request_headers) + coalesce(octet_length(response_headers), 0)
           + coalesce(octet_length(response_body), 0) + coalesce(octet_length(packed), 0)) FROM webhook_exchange WHERE tenant_id = $1), 0))::float8 AS bytes`,
    [tenantId],
  );
  return row?.bytes ?? 0;
};

const measured = async ({ tenantId }: Actor): Promise<number | null> => {
  const row = await deps.db.tenantStorage.findUnique({ where: { tenantId } });
  return row && Number(row.bytes);
};

/** Adds an event made at `at` with its delivery, variants of its body and one attempt with exchange; returns the event id. */
const addStored = async (actor: Actor, webhookId: string, bytes: number, at: Date): Promise<string> => {
  const { tenantId } = actor;
  const deliveryId = await addDelivery(deps, actor, webhookId, { status: "delivered", attempts: 1 }, at);
  const { eventId } = await deps.db.webhookDelivery.findFirstOrThrow({ where: { id: deliveryId } });
  const body = Buffer.alloc(bytes, "x");
  await deps.db.webhookPayload.update({ where: { eventId }, data: { body } });
  await deps.db.webhookDeliveryBody.create({ data: { deliveryId, tenantId, body } });
  for (const variant of ["2026-11-01", "~hash"])
    await deps.db.webhookVariant.create({ data: { eventId, variant, tenantId, body } });
  await deps.db.webhookAttempt.create({
    data: {
      id: newId("att", at.getTime()),
      tenantId,
      deliveryId,
      number: 1,
      trigger: "automatic",
      url: "https://example.com/",
      outcome: "delivered",
      startedAt: at,
      exchanges: { create: { requestHeaders: "{}", responseHeaders: "{}", responseBody: body } },
    },
  });
  return eventId;
};

const addFilled = async (bytes: number, count: number, at = new Date(Date.now() - 10 * MINUTE_MS)) => {
  const actor = await database.addTenant();
  const webhookId = (await addWebhook(deps, actor)).id;
  const eventIds: string[] = [];
  for (let i = 0; i < count; i++) eventIds.push(await addStored(actor, webhookId, bytes, at));
  return { actor, webhookId, eventIds };
};

it("the measurement counts payloads, variants and answers of each tenant, and a repeat counts nothing twice", async () => {
  const [some, more] = [await addFilled(1_000, 3), await addFilled(5_000, 2)];
  for (let i = 0; i < 3; i++) {
    await measure();
    expect(await measured(some.actor)).toBe(await realBytes(some.actor));
    expect(await measured(more.actor)).toBe(await realBytes(more.actor));
  }
  expect(await realBytes(more.actor)).toBeGreaterThan(30_000);
  await addStored(some.actor, some.webhookId, 7_000, new Date(Date.now() - 5 * MINUTE_MS));
  await measure();
  expect(await measured(some.actor)).toBe(await realBytes(some.actor));
});

it("the measurement skips rows whose neighbours may not be committed yet, and counts them later", async () => {
  const { actor } = await addFilled(1_000, 1, new Date());
  await measure();
  expect(await measured(actor)).toBeNull();
  await measure({ clock: () => new Date(Date.now() + 5 * MINUTE_MS) });
  expect(await measured(actor)).toBe(await realBytes(actor));
});

it("the measurement subtracts erased bytes at once, also by the tenant itself, and bytes that retention deletes", async () => {
  const { actor, webhookId, eventIds } = await addFilled(2_000, 2);
  await addStored(actor, webhookId, 9_000, new Date(Date.now() - 11 * DAY_MS));
  // The old event lies before the counted position: only a full lap finds it.
  await measure();
  expect(await measured(actor)).toBe(await realBytes(actor));
  const before = (await measured(actor)) ?? 0;

  await eraseData(asTenant(deps, actor.tenantId), actor, { eventId: eventIds[0] });
  expect(await measured(actor)).toBe(await realBytes(actor));
  expect(await measured(actor)).toBeLessThanOrEqual(before - 6_000);

  await deleteExpired(deps, { workMsMax: 60_000, pauseFactor: 0 });
  expect(await measured(actor)).toBe(await realBytes(actor));
  // The lap's figure is complete and takes effect.
  await measure();
  expect(await measured(actor)).toBe(await realBytes(actor));
});

it("the measurement subtracts the bytes of sandbox events that retention deletes after 7 days", async () => {
  const { actor, webhookId } = await addFilled(2_000, 1);
  const eventId = await addStored(actor, webhookId, 9_000, new Date(Date.now() - 8 * DAY_MS));
  await deps.db.webhookEvent.update({ where: { id: eventId }, data: { mode: "test" } });
  await measure();
  await measure();
  const before = (await measured(actor)) ?? 0;
  await deleteExpired(deps, { workMsMax: 60_000, pauseFactor: 0 });
  expect(await measured(actor)).toBe(await realBytes(actor));
  expect(await measured(actor)).toBeLessThanOrEqual(before - 18_000);
});

it("the measurement corrects a wrong figure by the end of a lap", async () => {
  const { actor } = await addFilled(1_000, 2);
  await measure();
  await deps.sql("UPDATE tenant_storage SET bytes = 1, counting = 999999 WHERE tenant_id = $1", [actor.tenantId]);
  await measure();
  await measure();
  expect(await measured(actor)).toBe(await realBytes(actor));
});

it("the measurement counts right after a run that ended within a lap while bodies before and behind it were deleted", async () => {
  const { actor, eventIds } = await addFilled(1_000, 3);
  await measure();
  const [first, , last] = [...eventIds].sort();
  // State after a run that died after the first event: the lap's figure holds only that event.
  await deps.sql("UPDATE storage_walk SET lap_at = $1 WHERE table_name = 'webhook_payload'", [first]);
  await deps.sql(
    `UPDATE tenant_storage s SET counting = coalesce((SELECT sum(octet_length(body)) FROM webhook_payload p
     WHERE p.tenant_id = s.tenant_id AND p.event_id <= $1), 0)`,
    [first],
  );
  for (const eventId of [first, last]) await eraseData(asTenant(deps, actor.tenantId), actor, { eventId });
  expect(await measured(actor)).toBe(await realBytes(actor));
  await measure();
  expect(await measured(actor)).toBe(await realBytes(actor));
});

it("the measurement warns once when a tenant comes near its limit, and again after space was freed", async () => {
  const { actor, webhookId, eventIds } = await addFilled(LIMIT * 0.17, 1);
  const warned = () => warnings.filter((fields) => "tenantId" in fields && fields.tenantId === actor.tenantId);
  await measure();
  await measure();
  expect(warned()).toEqual([{ tenantId: actor.tenantId, bytes: await realBytes(actor), storageBytesMax: LIMIT }]);
  expect(await getStorage(deps, actor)).toMatchObject({ bytesMax: LIMIT, state: "near" });
  expect(await getStorage(deps, await database.addTenant())).toEqual({ bytes: 0, bytesMax: LIMIT, state: "enough" });
  await eraseData(asTenant(deps, actor.tenantId), actor, { eventId: eventIds[0] });
  await measure();
  expect(warned()).toHaveLength(1);
  await addStored(actor, webhookId, LIMIT * 0.17, new Date(Date.now() - 9 * MINUTE_MS));
  await measure();
  expect(warned()).toHaveLength(2);
});

it("the measurement counts without a limit too and warns of none, and a removed tenant leaves nothing", async () => {
  const { actor } = await addFilled(LIMIT * 0.17, 1);
  await measure({ settings: { ...deps.settings, storageBytesMax: null } });
  expect(await measured(actor)).toBe(await realBytes(actor));
  expect(warnings).not.toContainEqual(expect.objectContaining({ tenantId: actor.tenantId }));
  await removeTenant(deps, { id: actor.tenantId });
  expect(await measured(actor)).toBeNull();
});

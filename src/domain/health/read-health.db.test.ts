import { afterAll, beforeAll, expect, it } from "vitest";
import { readHealth } from "#domain/health/read-health.ts";
import { newId } from "#domain/ids.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  for (const id of ["a", "b"]) await database.addTenant(id);
});
afterAll(() => database.close());

const oldest = async () => (await readHealth(database.deps, "embedded")).oldestUndeliveredSeconds;

/** Adds an event of this age and the time until a dispatcher may take it; null = already dispatched. */
const addEvent = (tenantId: string, ageSeconds: number, dueInSeconds: number | null) =>
  database.deps.sql(
    `WITH event AS (INSERT INTO webhook_event (id, tenant_id, event, occurred_at, created_at)
       VALUES ($1, $2, 'appointment.created', now(), now() - $4::float8 * interval '1 second'))
     INSERT INTO webhook_outbox (tenant_id, event_id, due_at)
     SELECT $2, $1, now() + $3::float8 * interval '1 second' WHERE $3::float8 IS NOT NULL`,
    [newId("evt"), tenantId, dueInSeconds, ageSeconds],
  );

const addDelivery = async (
  webhook: { id: string; gateInSeconds: number | null },
  dueInSeconds: number,
  lease: string | null,
) => {
  const { sql } = database.deps;
  await sql(
    `INSERT INTO webhook_subscription (id, tenant_id, url, events, secret, secret_hint, api_version, gate_at)
     VALUES ($1, 'a', $1, '{}', 's', 's', '2026-11-01', now() + $2::float8 * interval '1 second') ON CONFLICT (id) DO NOTHING`,
    [webhook.id, webhook.gateInSeconds],
  );
  const eventId = newId("evt");
  await sql("INSERT INTO webhook_event (id, tenant_id, event, occurred_at) VALUES ($1, 'a', 'e', now())", [eventId]);
  await sql(
    `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at, lease_token)
     VALUES ($1, 'a', $2, $3, 'e', now() + $4::float8 * interval '1 second', $5)`,
    [newId("dlv"), webhook.id, eventId, dueInSeconds, lease],
  );
};

it("health without work has no age, and a worker without a heartbeat is down", async () => {
  expect(await readHealth(database.deps, "embedded")).toEqual({
    status: "down",
    database: "ok",
    worker: "down",
    engine: "embedded",
    oldestUndeliveredSeconds: 0,
  });
});

it("the age is that of the oldest undispatched event of any tenant, also when taken or announced", async () => {
  await addEvent("a", 3_000, null);
  expect(await oldest()).toBe(0);
  await addEvent("a", 100, -100);
  await addEvent("b", 200, 1_000);
  expect(await oldest()).toBeGreaterThanOrEqual(200);
  expect(await oldest()).toBeLessThan(300);
});

it("the age ignores deliveries that are running, due later or held back, and includes announced ones", async () => {
  await addDelivery({ id: "wh_paused", gateInSeconds: 500 }, -3_000, null);
  await addDelivery({ id: "wh_open", gateInSeconds: null }, 30, "wrk_1");
  await addDelivery({ id: "wh_open", gateInSeconds: null }, 3_000, null);
  expect(await oldest()).toBeLessThan(300);
  await addDelivery({ id: "wh_open", gateInSeconds: null }, -400, null);
  await database.deps.sql(
    "UPDATE webhook_delivery SET announced_at = now(), own_run = 1 WHERE subscription_id = 'wh_open' AND due_at < now()",
  );
  expect(await oldest()).toBeGreaterThanOrEqual(400);
  expect(await oldest()).toBeLessThan(500);
});

it("a long backlog of paused webhooks hides no waiting delivery behind it", async () => {
  const { sql } = database.deps;
  await sql("UPDATE webhook_delivery SET due_at = NULL");
  for (const id of ["wh_paused", "wh_open"]) await addDelivery({ id, gateInSeconds: 500 }, -600, null);
  await sql(
    `WITH e AS (
       INSERT INTO webhook_event (id, tenant_id, event, occurred_at) SELECT 'evt_' || n, 'a', 'e', now() FROM generate_series(1, 600) n RETURNING id
     )
     INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at)
     SELECT 'dlv_' || id, 'a', 'wh_paused', id, 'e', now() - interval '1 hour' FROM e`,
  );
  expect(await oldest()).toBeGreaterThanOrEqual(600);
  expect(await oldest()).toBeLessThan(700);
});

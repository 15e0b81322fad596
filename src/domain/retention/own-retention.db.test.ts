import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { deleteExpired } from "#domain/retention/delete-expired.ts";
import { getKeptTimes } from "#domain/retention/get-kept-times.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
beforeAll(async () => {
  database = await testDatabase({ RETENTION_DAYS: "10" });
  deps = database.deps;
});
afterAll(() => database.close());

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

const addTenant = async (retentionDays: number | null) => {
  const actor = await database.addTenant();
  await deps.db.tenant.update({ where: { id: actor.tenantId }, data: { retentionDays } });
  return { actor, webhookId: (await addWebhook(deps, actor)).id };
};
type Tenant = Awaited<ReturnType<typeof addTenant>>;

const add = async ({ actor, webhookId }: Tenant, days: number, dueAt: Date | null = null) => {
  const at = daysAgo(days);
  const id = await addDelivery(deps, actor, webhookId, { status: "delivered", attempts: 1, dueAt }, at);
  const attemptId = newId("att", at.getTime());
  await deps.sql(
    `WITH a AS (INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, started_at)
       VALUES ($1, $2, $3, 1, 'automatic', 'x', now()))
     INSERT INTO webhook_exchange (attempt_id, tenant_id, request_headers) VALUES ($1, $2, '{}')`,
    [attemptId, actor.tenantId, id],
  );
  return id;
};

/** Counts what is left of a tenant: bodies of events, exchanges, deliveries. */
const left = async ({ actor: { tenantId } }: { actor: Actor }) => {
  const where = { tenantId };
  return {
    payloads: await deps.db.webhookPayload.count({ where }),
    exchanges: await deps.db.webhookExchange.count({ where }),
    deliveries: await deps.db.webhookDelivery.count({ where }),
    events: await deps.db.webhookEvent.count({ where }),
  };
};

const walk = (workMsMax = 60_000) => deleteExpired(deps, { workMsMax, pauseFactor: 0 });

it("a tenant with its own retention keeps its events so long, others as the system says", async () => {
  const [short, long, usual] = [await addTenant(2), await addTenant(100), await addTenant(null)];
  for (const tenant of [short, long, usual]) for (const days of [1, 3, 7, 11, 31]) await add(tenant, days);
  const { deleted } = await walk();
  expect(await left(short)).toEqual({ payloads: 1, exchanges: 1, deliveries: 2, events: 2 });
  expect(await left(long)).toEqual({ payloads: 5, exchanges: 5, deliveries: 5, events: 5 });
  expect(await left(usual)).toEqual({ payloads: 3, exchanges: 3, deliveries: 4, events: 4 });
  expect(deleted).toMatchObject({ own_bodies: 4, own_events: 3 });
  expect((await walk()).deleted).toEqual({});
  expect(await getKeptTimes(deps, short.actor)).toMatchObject({ bodiesDays: 2, restDays: 6 });
  expect(await getKeptTimes(deps, usual.actor)).toMatchObject({ bodiesDays: 10, restDays: 30 });
});

it("keeps what waits, and goes on where a run ended", async () => {
  const tenant = await addTenant(1);
  for (let n = 0; n < 25; n++) await add(tenant, 5);
  await add(tenant, 5, new Date());
  // Each run ends after its first page.
  const places = new Set<string>();
  for (let from = (await walk(1)).next; from !== null; ) {
    places.add(`${from.table} ${from.after}`);
    from = (await deleteExpired(deps, { from, workMsMax: 1, pauseFactor: 0 })).next;
  }
  expect(places.size).toBeGreaterThan(3);
  expect(await left(tenant)).toEqual({ payloads: 1, exchanges: 1, deliveries: 1, events: 1 });
});

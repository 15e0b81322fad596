import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { createTenantBuckets } from "#inngest/embedded/tenant-buckets.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.deps.sql("DELETE FROM webhook_outbox"));

const emit = (deps: EngineDeps, tenantId: string, count: number) =>
  acceptEvents(
    deps,
    Array.from({ length: count }, () => ({
      tenantId,
      externalId: null,
      event: "appointment.created",
      data: { appointmentId: "abc123" },
      timestamp: null,
    })),
  );

const few = { limit: 100, running: [] };

it("an import is dispatched in small batches beside events of other tenants", async () => {
  const { deps } = database;
  const time = { ms: 0 };
  const [events] = createWorkSources(deps, createTenantBuckets({ cores: 2, clock: () => time.ms }));
  const take = async (): Promise<Record<string, number>> => {
    const rows = (await events?.take(few))?.events ?? [];
    const byTenant = Map.groupBy(rows, ({ data }) => (data.tenantId === large ? "large" : "small"));
    return Object.fromEntries([...byTenant].map(([who, { length }]) => [who, length]));
  };
  const [{ tenantId: large }, { tenantId: small }] = [await database.addTenant(), await database.addTenant()];
  await emit(deps, large, 700);
  for (let n = 0; n < 3; n++) expect(await take()).toEqual({ large: 100 });
  await emit(deps, small, 1);
  expect(await take()).toEqual({ large: 99, small: 1 });
  await emit(deps, small, 2);
  expect(await take()).toEqual({ small: 2 });
  expect(await take()).toEqual({});
  const waitMs = Math.ceil((await events?.nextInMs?.()) ?? 0);
  time.ms += waitMs - 1;
  expect(await take()).toEqual({});
  time.ms += 1;
  expect(await take()).toEqual({ large: 25 });
  await emit(deps, small, 1);
  time.ms += 500;
  expect(await take()).toEqual({ large: 24, small: 1 });

  time.ms += 4_000;
  expect(await take()).toEqual({ large: 100 });
});

it("retries and new events of a tenant use the same token bucket", async () => {
  const { deps } = database;
  const time = { ms: 0 };
  const [events, , backlogs] = createWorkSources(deps, createTenantBuckets({ cores: 2, clock: () => time.ms }));
  const [failing, small] = [await database.addTenant(), await database.addTenant()];
  const webhooks = [];
  for (let n = 0; n < 20; n++) webhooks.push(await addWebhook(deps, failing));
  for (const webhook of webhooks) await addDueDeliveries(deps, failing, webhook, 30);
  const takeBacklog = async () =>
    ((await backlogs?.take(few))?.events ?? []).flatMap(({ data }) => [data.deliveryIds].flat()).length;
  await emit(deps, small.tenantId, 1);
  expect((await events?.take(few))?.events).toHaveLength(1);
  let begun = 0;
  for (let found = await takeBacklog(); found > 0; found = await takeBacklog()) begun += found;
  expect(begun).toBe(56);
  await emit(deps, failing.tenantId, 1);
  await emit(deps, small.tenantId, 1);
  expect((await events?.take(few))?.events.map(({ data }) => data.tenantId)).toEqual([small.tenantId]);
  time.ms += 240;
  expect((await events?.take(few))?.events.map(({ data }) => data.tenantId)).toEqual([failing.tenantId]);
  time.ms += 20;
  expect(await takeBacklog()).toBe(8);
});

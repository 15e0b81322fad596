import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { nameEvents } from "#domain/events/announced-events.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { createDispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { createTenantBuckets } from "#inngest/embedded/tenant-buckets.ts";
import { createWorkSources, type Demand } from "#inngest/embedded/work-sources.ts";
import { backlogDue, deliveryDue } from "#inngest/events.ts";
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

const few = { limit: 100, running: [], full: [] };

it("an import is dispatched in small batches beside events of other tenants", async () => {
  const { deps } = database;
  const time = { ms: 0 };
  const [events] = createWorkSources(deps, { buckets: createTenantBuckets({ cores: 2, clock: () => time.ms }) });
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
  const waitMs = Math.ceil((await events?.take(few))?.nextInMs ?? 0);
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

it("announced events are taken without a look for all, by one process only", async () => {
  const actor = await database.addTenant();
  const { tenantId } = actor;
  const { deps } = database;
  await addWebhook(deps, actor);
  const processes = [createDispatchAhead(deps), createDispatchAhead(deps)];
  const sources = processes.map((ahead) => createWorkSources(deps, { ahead })[0]);
  for (const source of sources) expect((await source?.take(few))?.events).toEqual([]);
  const [{ id: eventId } = expect.fail(), { id: unnamed } = expect.fail()] = await emit(deps, tenantId, 2);
  const names = nameEvents([{ eventId, tenantId }]).split(",");
  const founds = await Promise.all(sources.map((source) => source?.take({ ...few, names })));
  expect(founds.flatMap((found) => found?.events ?? []).map(({ data }) => data.eventId)).toEqual([eventId]);
  for (const found of founds) {
    expect(found?.isMore).toBe(false);
    expect(found?.nextInMs, "the look for all is due as if none was announced").toBeLessThanOrEqual(500);
  }
  const made = await Promise.all(processes.map((ahead) => ahead.dispatch([eventId])));
  expect(made.map(({ attempted }) => attempted).sort()).toEqual([0, 1]);
  const left = await sources[0]?.take(few);
  expect(
    left?.events.map(({ data }) => data.eventId),
    "taken events wait, others do not",
  ).toEqual([unnamed]);
});

it("events that were handed over get a run without a look for them, and leave room for what a look finds", async () => {
  const actor = await database.addTenant();
  const { deps } = database;
  const waiting = ["evt_1", "evt_2"].map((eventId) => ({ eventId, tenantId: actor.tenantId }));
  const ahead = { ...createDispatchAhead(deps), takeHanded: () => waiting.splice(0) };
  const [events] = createWorkSources(deps, { ahead });
  const ids = async (demand: Partial<Demand>) => {
    const found = await events?.take({ ...few, ...demand });
    return { isMore: found?.isMore, eventIds: found?.events.map(({ data }) => data.eventId) };
  };
  const [{ id: found } = expect.fail()] = await emit(deps, actor.tenantId, 1);
  expect(await ids({ limit: 2 }), "no room").toEqual({ isMore: true, eventIds: ["evt_1", "evt_2"] });
  waiting.push({ eventId: "evt_3", tenantId: actor.tenantId });
  expect((await ids({ limit: 2 })).eventIds).toEqual(["evt_3", found]);
  waiting.push({ eventId: "evt_4", tenantId: actor.tenantId });
  const names = nameEvents(waiting).split(",");
  const untold = await emit(deps, actor.tenantId, 1);
  expect((await ids({ names })).eventIds, "its name is enough").toEqual(["evt_4"]);
  expect((await ids({})).eventIds).toEqual(untold.map(({ id }) => id));
});

it("an announced event of a held-back tenant waits for its turn", async () => {
  const { deps } = database;
  const ahead = createDispatchAhead(deps);
  const buckets = createTenantBuckets({ cores: 2, clock: () => 0 });
  const [events] = createWorkSources(deps, { buckets, ahead });
  const [{ tenantId: large }, { tenantId: small }] = [await database.addTenant(), await database.addTenant()];
  await emit(deps, large, 700);
  await emit(deps, small, 1);
  for (let found = 1; found > 0; ) found = (await events?.take(few))?.events.length ?? 0;
  const [{ id: eventId } = expect.fail()] = await emit(deps, large, 1);
  const names = nameEvents([{ eventId, tenantId: large }]).split(",");
  expect((await events?.take({ ...few, names }))?.events).toEqual([]);
});

it("retries and new events of a tenant use the same token bucket", async () => {
  const { deps } = database;
  const time = { ms: 0 };
  const [events, due] = createWorkSources(deps, { buckets: createTenantBuckets({ cores: 2, clock: () => time.ms }) });
  const [failing, small] = [await database.addTenant(), await database.addTenant()];
  const webhooks = [];
  for (let n = 0; n < 20; n++) webhooks.push(await addWebhook(deps, failing));
  for (const webhook of webhooks) await addDueDeliveries(deps, failing, webhook, 30);
  const takeBacklog = async () =>
    ((await due?.take(few))?.events ?? []).flatMap(({ data }) => [data.deliveryIds].flat()).length;
  await emit(deps, small.tenantId, 1);
  expect((await events?.take(few))?.events).toHaveLength(1);
  let begun = 0;
  for (let found = await takeBacklog(); found > 0; found = await takeBacklog()) begun += found;
  expect(begun).toBe(60);
  await emit(deps, failing.tenantId, 1);
  await emit(deps, small.tenantId, 1);
  expect((await events?.take(few))?.events.map(({ data }) => data.tenantId)).toEqual([small.tenantId]);
  time.ms += 400;
  expect((await events?.take(few))?.events.map(({ data }) => data.tenantId)).toEqual([failing.tenantId]);
  time.ms += 20;
  expect(await takeBacklog()).toBe(12);
});

it("one look finds retries and a backlog, and says whether more may start now and when the next falls due", async () => {
  const { deps } = database;
  await deps.sql("UPDATE webhook_delivery SET due_at = NULL");
  const [, due] = createWorkSources(deps, { buckets: createTenantBuckets({ cores: 2 }) });
  const [one, other] = [await database.addTenant(), await database.addTenant()];
  await addDueDeliveries(deps, one, await addWebhook(deps, one), 1);
  const backlog = await addWebhook(deps, other);
  await addDueDeliveries(deps, other, backlog, 30);
  const [later] = await addDueDeliveries(deps, other, backlog, 1);
  await deps.sql("UPDATE webhook_delivery SET due_at = now() + interval '1 minute' WHERE id = $1", [later?.deliveryId]);
  const look = await due?.take(few);
  const counts = Map.groupBy(look?.events ?? [], ({ name }) => name);
  expect(counts.get(deliveryDue.name)).toHaveLength(1);
  expect(counts.get(backlogDue.name)?.map(({ data }) => [data.deliveryIds].flat().length)).toEqual([10]);
  expect(look?.isMore).toBe(false);
  expect(look?.nextInMs).toBeGreaterThan(30_000);
  expect(look?.nextInMs).toBeLessThanOrEqual(60_000);
  // The answer is full, so it may have left something.
  expect((await due?.take({ ...few, limit: 7 }))?.isMore).toBe(true);
  const shared = await due?.take({ ...few, full: [deliveryDue.name] });
  expect(shared?.events.map(({ name }) => name)).toEqual([backlogDue.name]);
});

it("a webhook has one shared run at a time, and a manual resend does not wait for it", async () => {
  const { deps } = database;
  await deps.sql("UPDATE webhook_delivery SET due_at = NULL");
  const [, due] = createWorkSources(deps, { buckets: createTenantBuckets({ cores: 2 }) });
  const actor = await database.addTenant();
  const webhook = await addWebhook(deps, actor);
  const rows = await addDueDeliveries(deps, actor, webhook, 40);
  const first = (await due?.take(few))?.events ?? [];
  expect(first).toHaveLength(1);
  expect((await due?.take({ ...few, running: first }))?.events).toEqual([]);
  const resent = rows.at(-1)?.deliveryId;
  await deps.sql("UPDATE webhook_delivery SET next_trigger = 'manual', requested_by = 'usr_1' WHERE id = $1", [resent]);
  const second = (await due?.take({ ...few, running: first }))?.events ?? [];
  expect(second.map(({ data }) => data.deliveryIds)).toEqual([[resent]]);
});

it("a limited webhook gets at most as many deliveries as its rate sends within a run", async () => {
  const { deps } = database;
  await deps.sql("UPDATE webhook_delivery SET due_at = NULL");
  const [, due] = createWorkSources(deps, { buckets: createTenantBuckets({ cores: 2 }) });
  const actor = await database.addTenant();
  await addDueDeliveries(deps, actor, await addWebhook(deps, actor, { rateLimitPerSecond: 2 }), 30);
  const look = await due?.take(few);
  expect(look?.events.map(({ data }) => [data.deliveryIds].flat().length)).toEqual([2]);
});

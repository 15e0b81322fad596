import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { apiScope } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import type { Actor } from "#domain/context.ts";
import { type Mode, mode as modes } from "#domain/mode.schema.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { eraseRoute } from "#rest/audit-routes.ts";
import type { Route } from "#rest/route.ts";
import { routes } from "#rest/routes.ts";
import { listWebhooksRoute, updateWebhookRoute } from "#rest/webhook-routes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { type Call, callRoute } from "#tests/rest/call-route.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, webhookBody } from "#tests/rest/test-api.ts";
import { dumpTenant } from "#tests/tenants-apart/two-tenants.ts";

type Ids = { webhookId: string; eventId: string; deliveryId: string; recoveryId: string };
type World = { actor: Actor; keys: Record<Mode, string>; ids: Record<Mode, Ids> };

/** Bodies valid enough to reach the thing that a route is about. */
const BODIES: Record<string, unknown> = {
  updateWebhook: { active: false },
  recoverWebhook: { since: "2020-01-01T00:00:00Z", includeMissing: true },
};

/** Routes without an id in their path: how they keep the modes apart stands in the tests below. */
const WITHOUT_ID: readonly string[] = [
  "createWebhook",
  "listWebhooks",
  "listDeliveries",
  "exportDeliveries",
  "getStats",
  "sendEvents",
  "listEvents",
  "listAudit",
  "erase",
];

const idOf = ({ path }: Route, { webhookId, eventId, deliveryId }: Ids): string =>
  path.includes("/deliveries/{id}") ? deliveryId : path.includes("/events/{id}") ? eventId : webhookId;

const aboutOne = routes.filter(({ path }) => path.includes("{id}"));
const lists = routes.filter(({ operationId }) =>
  ["listWebhooks", "listDeliveries", "listEvents"].includes(operationId),
);
const routeOf = (operationId: string): Route =>
  routes.find((route) => route.operationId === operationId) ?? expect.fail(`no route ${operationId}`);

let database: TestDatabase;
let receiver: Receiver;
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const addModeKey = async (actor: Actor, mode: Mode, scopes: ApiScope[] = apiScope.options) =>
  (await createApiKey(database.deps, actor, { name: mode, scopes, mode })).key;

const furnish = async (actor: Actor, mode: Mode): Promise<Ids> => {
  const ids = await furnishTenant(database.deps, actor, `${receiver.url}/${mode}/${crypto.randomUUID()}`, mode);
  const asked = { since: "2020-01-01T00:00:00.000Z", status: ["failed" as const], includeMissing: false };
  const { id: recoveryId } = await startRecovery(database.deps, actor, { id: ids.webhookId, ...asked });
  return { ...ids, recoveryId };
};

const world = async (): Promise<World> => {
  const actor = await database.addTenant();
  const keys = { live: await addModeKey(actor, "live"), test: await addModeKey(actor, "test") };
  const ids = { live: await furnish(actor, "live"), test: await furnish(actor, "test") };
  // The first use of a key writes its time, so it happens before a dump.
  for (const key of Object.values(keys)) await callRoute(database.deps, listWebhooksRoute, { key });
  return { actor, keys, ids };
};

const call = (route: Route, key: string, given: Call = {}) =>
  callRoute(database.deps, route, { key, body: BODIES[route.operationId], ...given });

it("every route of a tenant has an id in its path, or an entry in the list", () => {
  const rest = routes.filter((route) => route.scope !== null && !aboutOne.includes(route));
  expect(rest.map(({ operationId }) => operationId).sort()).toEqual([...WITHOUT_ID].sort());
});

describe("a test key and live objects", () => {
  it.each(aboutOne)("$method $path: 404, and nothing changes", async (route) => {
    const { actor, keys, ids } = await world();
    const before = await dumpTenant(database.deps, actor);
    const requests = receiver.requests.length;
    for (const id of Object.values(ids.live))
      expectProblem(await call(route, keys.test, { id, rid: ids.live.recoveryId }), 404);
    expect(await dumpTenant(database.deps, actor)).toEqual(before);
    expect(receiver.requests).toHaveLength(requests);
    // A live key succeeds with the same inputs, so the inputs are valid.
    const own = await call(route, keys.live, { id: idOf(route, ids.live), rid: ids.live.recoveryId });
    expect(own.status).not.toBe(404);
  });

  it("POST /v1/tenant-admin/webhooks/{id}/test: 404 for a past event", async () => {
    const { keys, ids } = await world();
    const test = (eventId: string) =>
      call(routeOf("testWebhook"), keys.test, { id: ids.test.webhookId, body: { eventId } });
    const requests = receiver.requests.length;
    expectProblem(await test(ids.live.eventId), 404);
    expect(receiver.requests).toHaveLength(requests);
    expect(await test(ids.test.eventId)).toMatchObject({
      status: 200,
      body: { delivery: { mode: "test", test: true } },
    });
  });

  it("POST /v1/tenant-admin/erase: 404 for an event", async () => {
    const { keys, ids } = await world();
    for (const dryRun of [true, false])
      expectProblem(await call(eraseRoute, keys.test, { body: { eventId: ids.live.eventId, dryRun } }), 404);
  });
});

describe.each([
  { mode: "test", other: "live" },
  { mode: "live", other: "test" },
] as const)("lists with a $mode key", ({ mode, other }) => {
  it.each(lists)("$method $path: shows objects of its mode only", async (route) => {
    const { keys, ids } = await world();
    const queries = ["", "?limit=100", ...(route.operationId === "listWebhooks" ? [] : ["?q=bk_1", "?q=abc123"])];
    for (const query of queries) {
      const { status, body } = await call(route, keys[mode], { query });
      expect(status).toBe(200);
      expect(body.data.length).toBeGreaterThan(0);
      for (const row of body.data) expect(row.mode).toBe(mode);
      for (const id of Object.values(ids[other])) expect(JSON.stringify(body)).not.toContain(id);
    }
  });
});

it("GET /v1/tenant-admin/stats counts its mode only", async () => {
  const { actor, keys, ids } = await world();
  const status = "UPDATE webhook_delivery SET status = 'delivered' WHERE tenant_id = $1 AND id = $2";
  await database.deps.sql(status, [actor.tenantId, ids.test.deliveryId]);
  await followFigures(database.deps);
  const outcomes = async (key: string, query: string) =>
    (await call(routeOf("getStats"), key, { query: `?by=outcome${query}` })).body.data.map(
      ({ key: outcome, deliveries }: { key: string; deliveries: Record<string, number> }) => [
        outcome,
        deliveries[outcome],
      ],
    );
  expect(await outcomes(keys.live, "")).toEqual([["failed", 1]]);
  for (const [key, query] of [
    [keys.live, "&mode=test"],
    [keys.test, ""],
  ] as const)
    expect(await outcomes(key, query)).toEqual([
      ["delivered", 1],
      ["failed", 0],
    ]);
  expectProblem(await call(routeOf("getStats"), keys.test, { query: "?mode=live" }), 422, ["mode"]);
});

describe("a live key and test objects", () => {
  it.each(aboutOne)("$method $path: works on the one with this id", async (route) => {
    const { keys, ids } = await world();
    const { status } = await call(route, keys.live, { id: idOf(route, ids.test), rid: ids.test.recoveryId });
    const own = await call(route, keys.test, { id: idOf(route, ids.test), rid: ids.test.recoveryId });
    expect(status).not.toBe(404);
    if (route.method === "GET") expect(status).toBe(own.status);
  });

  it("reads, changes and deletes the test webhook that it made", async () => {
    const { keys } = await world();
    const { body } = await call(routeOf("createWebhook"), keys.live, { body: webhookBody({ mode: "test" }) });
    const of = (operationId: string) => call(routeOf(operationId), keys.live, { id: body.id });
    expect(await of("getWebhook")).toMatchObject({ status: 200, body: { mode: "test" } });
    expect(await of("updateWebhook")).toMatchObject({ status: 200, body: { mode: "test", active: false } });
    expect((await of("deleteWebhook")).status).toBe(204);
  });

  it.each(lists)("$method $path?mode=test lists them", async (route) => {
    const { keys } = await world();
    const { body } = await call(route, keys.live, { query: "?mode=test" });
    expect(body.data.length).toBeGreaterThan(0);
    for (const row of body.data) expect(row.mode).toBe("test");
  });

  it("lists the deliveries of a test webhook, and makes a test webhook", async () => {
    const { keys, ids } = await world();
    const ofWebhook = routeOf("listWebhookDeliveries");
    for (const query of ["", "?mode=test"]) {
      const { body } = await call(ofWebhook, keys.live, { id: ids.test.webhookId, query });
      expect(body.data).toMatchObject([{ id: ids.test.deliveryId, mode: "test" }]);
    }
    expectProblem(await call(ofWebhook, keys.live, { id: "wh_unknown", query: "?mode=test" }), 404);
    const made = await call(routeOf("createWebhook"), keys.live, { body: webhookBody({ mode: "test" }) });
    expect(made).toMatchObject({ status: 201, body: { mode: "test" } });
  });
});

describe("a test key", () => {
  it("makes test webhooks and sandbox events, without naming the mode", async () => {
    const { keys } = await world();
    const made = await call(routeOf("createWebhook"), keys.test, { body: webhookBody() });
    expect(made).toMatchObject({ status: 201, body: { mode: "test" } });
    const event = { id: "bk_2", event: "appointment.created", data: { appointmentId: "abc123", test: "mine" } };
    const sent = await call(routeOf("sendEvents"), keys.test, { body: event });
    const { body } = await call(routeOf("getEvent"), keys.test, { id: sent.body.events[0].id });
    expect(body).toMatchObject({ mode: "test", test: false, externalId: "bk_2" });
    expect(body.payload).toMatchObject({ test: true, data: { test: "mine" } });
  });

  it("cannot ask for live objects, read the audit log, or erase a customer of both modes", async () => {
    const { keys } = await world();
    for (const route of lists) expectProblem(await call(route, keys.test, { query: "?mode=live" }), 422, ["mode"]);
    const live = await call(routeOf("createWebhook"), keys.test, { body: webhookBody({ mode: "live" }) });
    expectProblem(live, 422, ["mode"]);
    expectProblem(await call(routeOf("listAudit"), keys.test), 403);
    for (const dryRun of [true, false])
      expectProblem(await call(eraseRoute, keys.test, { body: { customerId: "cus_1", dryRun } }), 403);
  });
});

describe("input about modes", () => {
  it("is refused: another mode in PATCH, an unknown mode, and $mode in /v1/events", async () => {
    const { keys, ids } = await world();
    for (const mode of [...modes.options, null])
      expectProblem(await call(updateWebhookRoute, keys.live, { id: ids.live.webhookId, body: { mode } }), 422, [
        "mode",
      ]);
    for (const route of lists) expectProblem(await call(route, keys.live, { query: "?mode=sandbox" }), 422, ["mode"]);
    const data = { appointmentId: "abc123", $mode: "test" };
    for (const key of Object.values(keys)) {
      const sent = await call(routeOf("sendEvents"), key, { body: { event: "appointment.created", data } });
      expectProblem(sent, 422, ["data.$mode"]);
    }
  });

  it("a URL and the limit of webhooks count for each mode alone", async () => {
    const { keys } = await world();
    const body = webhookBody();
    const create = (key: string) => call(routeOf("createWebhook"), key, { body });
    expect([(await create(keys.live)).status, (await create(keys.test)).status]).toEqual([201, 201]);
    expect([(await create(keys.live)).status, (await create(keys.test)).status]).toEqual([409, 409]);
    const fill = () => call(routeOf("createWebhook"), keys.test, { body: webhookBody() });
    for (let made = 2; made < 50; made++) expect((await fill()).status).toBe(201);
    expectProblem(await fill(), 409);
    expect((await call(routeOf("createWebhook"), keys.live, { body: webhookBody() })).status).toBe(201);
  });
});

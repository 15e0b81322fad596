import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { Route } from "#rest/route.ts";
import { routes } from "#rest/routes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addKey, callRoute } from "#tests/rest/call-route.ts";
import { webhookBody } from "#tests/rest/test-api.ts";
import { DEFENCES, dumpTenant, type Ids, type TwoTenants, twoTenants } from "#tests/tenants-apart/two-tenants.ts";

/** Bodies valid enough to reach the thing that a route is about. */
const BODIES: Record<string, () => unknown> = {
  createWebhook: webhookBody,
  updateWebhook: () => ({ active: false }),
  recoverWebhook: () => ({ since: "2020-01-01T00:00:00Z", includeMissing: true }),
  sendEvents: () => ({ event: "appointment.created", data: { appointmentId: "abc123" } }),
};

const ownIdOf = ({ path }: Route, { webhookId, eventId, deliveryId }: Ids): string =>
  path.includes("/deliveries/{id}") ? deliveryId : path.includes("/events/{id}") ? eventId : webhookId;

const aboutOne = routes.filter(({ path }) => path.includes("{id}"));
const lists = routes.filter(
  ({ method, scope, path, streams }) => method === "GET" && scope !== null && !path.includes("{") && !streams,
);
const others = routes.filter((route) => !aboutOne.includes(route) && !lists.includes(route));

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

describe.each(Object.entries(DEFENCES))("another tenant is kept out by %s", (_, defence) => {
  type Call = (route: Route, given?: { id?: string; rid?: string; query?: string }) => ReturnType<typeof callRoute>;

  const callWith =
    (deps: EngineDeps, key: string): Call =>
    (route, given = {}) =>
      callRoute(deps, route, { key, body: BODIES[route.operationId]?.(), ...given });

  const attack = async (act: (both: TwoTenants, call: Call) => Promise<void>) => {
    const both = await twoTenants(database, `${receiver.url}/${crypto.randomUUID()}`);
    const asOwner = callWith(database.deps, both.ownerKey);
    // The first use of a key writes its time, so it happens before the dump.
    for (const route of lists.slice(0, 1)) await asOwner(route);
    const before = await dumpTenant(database.deps, both.owner);
    const requests = receiver.requests.length;
    const key = defence.actor === "owner" ? both.ownerKey : await addKey(database.deps, both.stranger);
    await act(both, callWith(defence.deps(database.deps, both), key));
    expect(await dumpTenant(database.deps, both.owner)).toEqual(before);
    expect(receiver.requests).toHaveLength(requests);
    return { ...both, asOwner };
  };

  it.each(aboutOne)("$method $path: 404, and nothing changes", async (route) => {
    const { ids, asOwner } = await attack(async ({ ids }, call) => {
      for (const id of Object.values(ids)) {
        const { status, body } = await call(route, { id, rid: ids.recoveryId });
        expect([status, body.status]).toEqual([404, 404]);
      }
    });
    // The owner succeeds with the same inputs, so the inputs are valid.
    expect((await asOwner(route, { id: ownIdOf(route, ids), rid: ids.recoveryId })).status).not.toBe(404);
  });

  it.each(lists)("$method $path: empty for every filter", async (route) => {
    const queries = ({ webhookId, eventId, deliveryId }: Ids) => [
      "",
      ...(route.operationId === "listDeliveries"
        ? [`?webhookId=${webhookId}`, `?eventId=${eventId}`, `?q=${deliveryId}`]
        : []),
      ...(route.operationId === "listAudit" ? [`?targetId=${webhookId}`] : []),
      ...(route.operationId === "getStats" ? [`?webhookId=${webhookId}`, "?by=webhook&step=day"] : []),
      ...(["listWebhooks", "listAudit", "getStats"].includes(route.operationId)
        ? []
        : [`?q=${eventId}`, "?q=abc123", "?q=bk_1"]),
    ];
    const { ids, asOwner } = await attack(async (both, call) => {
      for (const query of queries(both.ids)) {
        const { status, body } = await call(route, { query });
        expect(status).toBe(200);
        for (const id of Object.values(both.ids)) expect(JSON.stringify(body)).not.toContain(id);
        // The audit log has a line about the caller's own key.
        const rest = route.operationId === "getStats" ? { waiting: 0 } : { nextCursor: null };
        if (route.operationId !== "listAudit") expect(body).toEqual({ data: [], ...rest });
      }
    });
    for (const query of queries(ids))
      expect((await asOwner(route, { query })).body.data.length, query).toBeGreaterThan(0);
  });

  it.each(others)("$method $path: changes nothing of it", async (route) => {
    await attack(async ({ ids }, call) => {
      const { body } = await call(route);
      for (const id of Object.values(ids)) expect(JSON.stringify(body)).not.toContain(id);
    });
  });
});

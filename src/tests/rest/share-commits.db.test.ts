import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listEvents } from "#domain/events/list-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { createApiListener } from "#server/http-server/answer-api-request.ts";
import { createHttpServer, TIMEOUTS } from "#server/http-server/http-server.ts";
import { addKey, callRoute } from "#tests/rest/call-route.ts";
import { type TestApi, testApi } from "#tests/rest/test-api.ts";
import { until } from "#tests/until.ts";
import { apiResources } from "#web/api-resources.ts";

const EVENT_KEY = "evk_test";
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const sent = (id: string, data: object = {}) => ({
  id,
  event: "appointment.created",
  data: { appointmentId: "abc123", ...data },
});

it("a sender that goes away takes no other request of its batch along", async () => {
  const { deps, addTenant } = api.database;
  const { tenantId } = await addTenant();
  const resources = apiResources(
    deps,
    { ENGINE: "embedded", INNGEST_ENV: undefined, eventKeys: [EVENT_KEY] },
    { stage: "ready" },
  );
  const answer = createApiListener(resources, deps.log);
  const server = createHttpServer((request, response) => void answer(request, response), {
    ...TIMEOUTS,
    keepAliveMs: 1_000,
    hasUpgrade: false,
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const bodyOf = (id: string) =>
    JSON.stringify({ name: "appointment.created", id, data: { tenantId, appointmentId: "abc123" } });

  const post = (id: string) => fetch(`http://127.0.0.1:${port}/e/${EVENT_KEY}`, { method: "POST", body: bodyOf(id) });
  const answers = Array.from({ length: 20 }, (_, index) => post(`before_${index}`));
  const gone = connect(port, "127.0.0.1");
  await once(gone, "connect");
  const body = bodyOf("gone");
  gone.write(`POST /e/${EVENT_KEY} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`, () =>
    gone.destroy(),
  );
  answers.push(...Array.from({ length: 20 }, (_, index) => post(`after_${index}`)));
  expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));

  const actor = { tenantId, by: { kind: "system" } } as const;
  const storedIds = async () =>
    (await listEvents(deps, actor, { limit: 100 })).data.map(({ externalId }) => externalId);
  const wanted = Array.from({ length: 20 }, (_, index) => [`before_${index}`, `after_${index}`]).flat();
  await until("all events are stored", async () => (await storedIds()).filter((id) => id !== "gone").length === 40);
  expect(await storedIds()).toEqual(expect.arrayContaining(wanted));
  await new Promise((resolve) => server.close(resolve));
});

it("an event belongs to the tenant of the API key, whatever its body names, also beside events of that tenant", async () => {
  const { deps, addTenant } = api.database;
  const [victim, stranger] = [await addTenant(), await addTenant()];
  const [victimKey, strangerKey] = [await addKey(deps, victim), await addKey(deps, stranger)];
  const named = { tenantId: victim.tenantId };
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0
        ? callRoute(deps, sendEventsRoute, { key: victimKey, body: sent(`own_${index}`) })
        : callRoute(deps, sendEventsRoute, {
            key: strangerKey,
            body: { ...sent(`foreign_${index}`, named) },
            headers: { "X-Tenant-Id": victim.tenantId },
          }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  for (const [actor, prefix] of [
    [victim, "own_"],
    [stranger, "foreign_"],
  ] as const) {
    const { data } = await listEvents(deps, actor, { limit: 100 });
    expect(data).toHaveLength(10);
    for (const { externalId } of data) expect(externalId).toMatch(new RegExp(`^${prefix}`));
  }
});

it("a request with an idempotency key commits with its remembered answer, outside of shared commits", async () => {
  const { database, key } = api;
  let shared = 0;
  const deps: EngineDeps = {
    ...database.deps,
    storeShared: async (rows) => {
      shared++;
      return (await database.deps.storeShared?.(rows)) ?? [];
    },
  };
  const call = (headers: Record<string, string>) =>
    callRoute(deps, sendEventsRoute, { key, body: sent(`idem_${shared}`), headers });
  const [first, again] = [await call({ "Idempotency-Key": "k1" }), await call({ "Idempotency-Key": "k1" })];
  expect([first.status, again.headers.get("idempotent-replayed"), shared]).toEqual([202, "true", 0]);
  expect(again.body).toEqual(first.body);
  expect((await call({})).status).toBe(202);
  expect(shared).toBe(1);
});

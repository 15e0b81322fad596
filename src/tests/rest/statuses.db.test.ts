import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApiKeyText } from "#domain/api-keys/api-key-text.ts";
import type { Actor } from "#domain/context.ts";
import { deliveryPage, eventPage, webhookPage } from "#rest/components.ts";
import { listDeliveriesRoute, resendDeliveryRoute } from "#rest/delivery-routes.ts";
import { listEventTypesRoute } from "#rest/description-routes.ts";
import { getEventRoute, listEventsRoute, sendEventsRoute } from "#rest/event-routes.ts";
import { routes } from "#rest/routes.ts";
import { serveResource, serveUnknownPath } from "#rest/serve-route.ts";
import {
  createWebhookRoute,
  deleteWebhookRoute,
  getWebhookRoute,
  listWebhookDeliveriesRoute,
  listWebhooksRoute,
  rotateSecretRoute,
  testWebhookRoute,
  updateWebhookRoute,
} from "#rest/webhook-routes.ts";
import { createDatabase } from "#server/db.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { type Answer, addKey, type Call, callRoute, readAnswer } from "#tests/rest/call-route.ts";
import { furnishTenant } from "#tests/rest/furnish-tenant.ts";

let database: TestDatabase;
let receiver: Receiver;
let actor: Actor;
let key: string;

beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
  actor = await database.addTenant();
  key = await addKey(database.deps, actor);
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const call = (route: Parameters<typeof callRoute>[1], given: Call = {}) =>
  callRoute(database.deps, route, { key, ...given });

const webhook = (changes: object = {}) => ({
  url: `https://example.com/${crypto.randomUUID()}`,
  events: ["appointment.created"],
  ...changes,
});

const expectProblem = (answer: Answer, status: number, fields: string[] = []) => {
  expect(answer, JSON.stringify(answer.body)).toMatchObject({
    status,
    body: { type: "about:blank", status, title: expect.any(String), detail: expect.any(String) },
  });
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect((answer.body.errors ?? []).map(({ path }: { path: string }) => path)).toEqual(fields);
};

describe("400", () => {
  it.each(["{", "{'url': 1}", '{"url": "https://a.b/", }', "nonsense"])("for %j, which is not JSON", async (body) => {
    expectProblem(await call(createWebhookRoute, { body }), 400);
  });
});

describe("401", () => {
  it.each(["", "Bearer", "Bearer ", "Basic eDp5", "Bearer nonsense", `Bearer ${newApiKeyText()}`])(
    "for the header %j, and says which scheme to use",
    async (authorization) => {
      const answer = await call(listWebhooksRoute, { headers: { Authorization: authorization } });
      expectProblem(answer, 401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    },
  );

  it("does not apply to the public routes", async () => {
    expect((await callRoute(database.deps, listEventTypesRoute)).status).toBe(200);
  });
});

describe("403", () => {
  it.each(routes.filter(({ scope }) => scope !== null))("$method $path without its scope", async (route) => {
    const others = (["webhooks:read", "webhooks:write", "deliveries:read"] as const).filter(
      (name) => name !== route.scope,
    );
    const answer = await call(route, {
      key: await addKey(database.deps, actor, others),
      id: "wh_x",
      body: bodyFor(route.method),
    });
    expectProblem(answer, 403);
    expect(answer.body.detail).toContain(route.scope);
  });

  const bodyFor = (method: string) => (method === "GET" || method === "DELETE" ? undefined : {});
});

describe("404", () => {
  const bodies: Record<string, unknown> = { updateWebhook: { active: false } };

  it.each(routes.filter(({ path }) => path.includes("{id}")))(
    "$method $path for another tenant's id and for one that is not there, and changes nothing",
    async (route) => {
      const owner = await database.addTenant();
      const { webhookId, eventId, deliveryId } = await furnishTenant(database.deps, owner, receiver.url);
      const rows = () =>
        Promise.all([
          database.deps.db.webhookSubscription.findMany({ where: { tenantId: owner.tenantId } }),
          database.deps.db.webhookDelivery.findMany({ where: { tenantId: owner.tenantId } }),
        ]);
      const before = await rows();
      const requests = receiver.requests.length;
      for (const id of [webhookId, eventId, deliveryId, "wh_nothing", "a\u0000b"]) {
        expectProblem(await call(route, { id, body: bodies[route.operationId] }), 404);
      }
      expect(await rows()).toEqual(before);
      expect(receiver.requests).toHaveLength(requests);
    },
  );

  it("lists show nothing of another tenant, also by its ids", async () => {
    const owner = await database.addTenant();
    const { webhookId, eventId, deliveryId } = await furnishTenant(database.deps, owner, receiver.url);
    const stranger = await addKey(database.deps, await database.addTenant());
    const empty = { status: 200, body: { data: [], nextCursor: null } };
    expect(await call(listWebhooksRoute, { key: stranger })).toMatchObject(empty);
    for (const query of ["", `?webhookId=${webhookId}`, `?eventId=${eventId}`, `?q=${deliveryId}`, "?q=abc123"]) {
      expect(await call(listDeliveriesRoute, { key: stranger, query })).toMatchObject(empty);
    }
    for (const query of ["", `?q=${eventId}`, "?q=abc123", "?q=bk_1"]) {
      expect(await call(listEventsRoute, { key: stranger, query })).toMatchObject(empty);
    }
  });

  it("for a path that is not there", async () => {
    const handlers = serveUnknownPath(() => database.deps);
    const request = new Request("http://localhost/v1/nonsense", { method: "POST" });
    expectProblem(await readAnswer(await handlers.POST(request, { params: Promise.resolve({}) })), 404);
  });
});

describe("405", () => {
  it("names the methods that a path has", async () => {
    const { PUT } = serveResource([createWebhookRoute, listWebhooksRoute], () => database.deps);
    const request = new Request("http://localhost/v1/tenant-admin/webhooks", { method: "PUT" });
    const answer = await readAnswer(await PUT(request, { params: Promise.resolve({}) }));
    expectProblem(answer, 405);
    expect(answer.headers.get("allow")).toBe("POST, GET");
  });
});

describe("409", () => {
  it("for the same URL twice, and no longer once the first is deleted", async () => {
    const body = webhook();
    const { id } = (await call(createWebhookRoute, { body })).body;
    expectProblem(await call(createWebhookRoute, { body }), 409);
    await call(deleteWebhookRoute, { id });
    expect((await call(createWebhookRoute, { body })).status).toBe(201);
  });

  it("for a change to the URL of another webhook", async () => {
    const taken = webhook();
    await call(createWebhookRoute, { body: taken });
    const { id } = (await call(createWebhookRoute, { body: webhook() })).body;
    expectProblem(await call(updateWebhookRoute, { id, body: { url: taken.url } }), 409);
  });

  it("for the 51st webhook, naming the limit", async () => {
    const full = await addKey(database.deps, await database.addTenant());
    for (let i = 0; i < 50; i++)
      expect((await call(createWebhookRoute, { key: full, body: webhook() })).status).toBe(201);
    const answer = await call(createWebhookRoute, { key: full, body: webhook() });
    expectProblem(answer, 409);
    expect(answer.body.detail).toContain("50");
  });

  it("for resending what is running, a test, or of a webhook that is off", async () => {
    const owner = await database.addTenant();
    const ownKey = await addKey(database.deps, owner);
    const { webhookId, deliveryId: id } = await furnishTenant(database.deps, owner, receiver.url);
    expect((await call(resendDeliveryRoute, { key: ownKey, id })).status).toBe(202);
    expectProblem(await call(resendDeliveryRoute, { key: ownKey, id }), 409);
    const test = await call(testWebhookRoute, { key: ownKey, id: webhookId });
    expectProblem(await call(resendDeliveryRoute, { key: ownKey, id: test.body.delivery.id }), 409);
    await call(updateWebhookRoute, { key: ownKey, id: webhookId, body: { active: false } });
    expectProblem(await call(resendDeliveryRoute, { key: ownKey, id }), 409);
  });
});

describe("413", () => {
  const event = (filler: number) => ({
    event: "appointment.created",
    data: { appointmentId: "a", notes: "x".repeat(filler) },
  });

  it("for an event over 256 KiB", async () => {
    expectProblem(await call(sendEventsRoute, { body: event(256 * 1024) }), 413);
    expect((await call(sendEventsRoute, { body: event(250 * 1024) })).status).toBe(202);
  });

  it("for more than 1,000 events, of which none is stored", async () => {
    const lone = await database.addTenant();
    const body = Array.from({ length: 1_001 }, () => event(1));
    expectProblem(await call(sendEventsRoute, { key: await addKey(database.deps, lone), body }), 413);
    expect(await database.deps.db.webhookEvent.count({ where: { tenantId: lone.tenantId } })).toBe(0);
  });

  it("for more than 10 MiB, announced or not", async () => {
    const body = JSON.stringify(Array.from({ length: 50 }, () => event(220 * 1024)));
    expectProblem(await call(sendEventsRoute, { body }), 413);
    expectProblem(await call(sendEventsRoute, { body: "[]", headers: { "Content-Length": "99999999" } }), 413);
  });

  it("for a webhook of more than 1 MiB", async () => {
    expectProblem(await call(createWebhookRoute, { body: webhook({ description: "x".repeat(1024 * 1024) }) }), 413);
  });
});

describe("415", () => {
  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"])(
    "for %s",
    async (type) => {
      expectProblem(await call(createWebhookRoute, { body: webhook(), headers: { "Content-Type": type } }), 415);
    },
  );

  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])("not for %s", async (type) => {
    const answer = await call(createWebhookRoute, { body: webhook(), headers: { "Content-Type": type } });
    expect(answer.status).toBe(201);
  });

  it("not for a POST without a body", async () => {
    const { id } = (await call(createWebhookRoute, { body: webhook({ url: receiver.url }) })).body;
    expect((await call(rotateSecretRoute, { id })).status).toBe(200);
    expect((await call(testWebhookRoute, { id })).status).toBe(200);
  });
});

describe("422", () => {
  it.each([
    [{ url: undefined }, ["url"]],
    [{ url: "http://example.com/" }, ["url"]],
    [{ url: "https://127.0.0.1.example/" }, ["url"]],
    [{ url: 7 }, ["url"]],
    [{ events: [] }, ["events"]],
    [{ events: ["appointment.created", "nope"] }, ["events.1"]],
    [{ headers: { Host: "evil" } }, ["headers.Host"]],
    [{ headers: { "X-A": 7 } }, ["headers.X-A"]],
    [{ rateLimitPerSecond: 0 }, ["rateLimitPerSecond"]],
    [{ description: "\u0000" }, ["description"]],
    [{ secret: "whsec_mine" }, ["secret"]],
  ])("for a webhook with %j, naming %j", async (changes, fields) => {
    expectProblem(await call(createWebhookRoute, { body: webhook(changes) }), 422, fields);
  });

  it("lists the known event types, and names the rule that a URL breaks", async () => {
    const unknown = await call(createWebhookRoute, { body: webhook({ events: ["nope"] }) });
    expect(unknown.body.detail).toContain("appointment.created, appointment.scheduled");
    const plain = await call(createWebhookRoute, { body: webhook({ url: "http://example.com/" }) });
    expect(plain.body.errors[0].message).toContain("https://");
  });

  it.each(["?limit=0", "?limit=101", "?limit=ten", "?limit=", "?status=lost", "?since=yesterday", "?q=%00"])(
    "for the query %s",
    async (query) => {
      const field = /\?(\w+)/.exec(query)?.[1] ?? "";
      expectProblem(await call(listDeliveriesRoute, { query }), 422, [field]);
    },
  );

  it.each([-1, 169, "24"])("for an overlap of %j hours", async (overlapHours) => {
    expectProblem(await call(rotateSecretRoute, { id: "wh_x", body: { overlapHours } }), 422, ["overlapHours"]);
  });

  it("for a test with an event type that does not exist", async () => {
    const { id } = (await call(createWebhookRoute, { body: webhook() })).body;
    expectProblem(await call(testWebhookRoute, { id, body: { event: "nope" } }), 422, ["event"]);
  });

  const good = { event: "appointment.created", data: { appointmentId: "a" } };

  it.each([
    [{ ...good, data: { appointmentId: "a", startTime: "soon" } }, ["data.startTime"]],
    [{ ...good, data: {} }, ["data.appointmentId"]],
    [{ ...good, data: [] }, ["data"]],
    [{ ...good, event: "appointment.scheduled" }, ["event"]],
    [{ ...good, event: "webhook.failing" }, ["event"]],
    [{ ...good, event: "nope" }, ["event"]],
    [{ ...good, timestamp: "2026-03-14" }, ["timestamp"]],
    [{ ...good, id: "with space" }, ["id"]],
    [{ ...good, name: "x" }, ["name"]],
    [[good, { ...good, data: { appointmentId: "a", startTime: "soon" } }], ["1.data.startTime"]],
    [[good, { data: {} }], ["1.event"]],
    [[good, 7], ["1"]],
  ])("for the events %j, naming %j", async (body, fields) => {
    expectProblem(await call(sendEventsRoute, { body }), 422, fields);
  });

  it("stores nothing of a request with one bad event", async () => {
    const lone = await database.addTenant();
    const body = [good, { ...good, data: {} }];
    expectProblem(await call(sendEventsRoute, { key: await addKey(database.deps, lone), body }), 422, [
      "1.data.appointmentId",
    ]);
    expect(await database.deps.db.webhookEvent.count({ where: { tenantId: lone.tenantId } })).toBe(0);
  });
});

describe("503", () => {
  it("when the database cannot be reached, with Retry-After, and never a success", async () => {
    const { db, sql, close } = createDatabase("postgresql://nobody@127.0.0.1:1/nothing", { log: database.deps.log });
    const away = { ...database.deps, db, sql };
    for (const route of routes.filter(({ scope }) => scope !== null)) {
      const answer = await callRoute(away, route, { key, id: "wh_x", body: route.input.body ? webhook() : undefined });
      expectProblem(answer, 503);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(answer.body.detail).not.toMatch(/127\.0\.0\.1|nobody/);
    }
    await close();
  });

  it("also when it goes away between authentication and the work", async () => {
    const { db, sql, close } = createDatabase("postgresql://nobody@127.0.0.1:1/nothing", { log: database.deps.log });
    const dying = new Proxy(database.deps.db, {
      get: (target, name) => Reflect.get(name === "apiKey" ? target : db, name),
    });
    const deps = { ...database.deps, db: dying, sql };
    const bodies: Record<string, unknown> = {
      createWebhook: webhook(),
      updateWebhook: { description: "x" },
      sendEvents: { event: "appointment.created", data: { appointmentId: "a" } },
    };
    for (const route of routes.filter(({ scope }) => scope !== null)) {
      expectProblem(await callRoute(deps, route, { key, id: "wh_x", body: bodies[route.operationId] }), 503);
    }
    await close();
  });
});

describe("500", () => {
  it("says nothing of what went wrong, and logs it", async () => {
    const logged: object[] = [];
    const log = { ...database.deps.log, error: (fields: object) => logged.push(fields) };
    const clock = () => {
      throw new Error("the cuckoo is ill");
    };
    const answer = await callRoute({ ...database.deps, clock, log }, createWebhookRoute, { key, body: webhook() });
    expectProblem(answer, 500);
    expect(JSON.stringify(answer.body)).not.toContain("cuckoo");
    expect(logged).toEqual([{ err: expect.objectContaining({ message: "the cuckoo is ill" }) }]);
  });
});

describe("lists", () => {
  it("page through all without a gap or a repeat", async () => {
    const many = await database.addTenant();
    const ownKey = await addKey(database.deps, many);
    for (let i = 0; i < 5; i++) await call(createWebhookRoute, { key: ownKey, body: webhook() });
    const seen: string[] = [];
    let query = "?limit=2";
    for (;;) {
      const { data, nextCursor } = webhookPage.parse((await call(listWebhooksRoute, { key: ownKey, query })).body);
      seen.push(...data.map(({ id }) => id));
      if (!nextCursor) break;
      query = `?limit=2&cursor=${nextCursor}`;
    }
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });

  it("find by delivery, event, external and resource id, and answer for a deleted webhook", async () => {
    const owner = await database.addTenant();
    const ownKey = await addKey(database.deps, owner);
    const { webhookId: id, eventId, deliveryId } = await furnishTenant(database.deps, owner, receiver.url);
    for (const q of [deliveryId, eventId, "bk_1", "abc123"]) {
      const { data } = deliveryPage.parse((await call(listDeliveriesRoute, { key: ownKey, query: `?q=${q}` })).body);
      expect(data).toMatchObject([{ id: deliveryId }]);
    }
    const { data } = eventPage.parse((await call(listEventsRoute, { key: ownKey, query: "?q=abc123" })).body);
    expect(data).toMatchObject([{ id: eventId, deliveries: [{ webhookId: id, deliveryId, status: "failed" }] }]);
    await call(deleteWebhookRoute, { key: ownKey, id });
    expectProblem(await call(getWebhookRoute, { key: ownKey, id }), 404);
    const after = await call(listWebhookDeliveriesRoute, { key: ownKey, id });
    expect(deliveryPage.parse(after.body).data).toMatchObject([{ id: deliveryId }]);
  });
});

describe("POST /v1/events", () => {
  it("fixes the tenant by the key, and accepts an external id once", async () => {
    const owner = await database.addTenant();
    const ownKey = await addKey(database.deps, owner);
    const body = { id: "bk_9", event: "appointment.created", data: { tenantId: "somebody else", appointmentId: "a" } };
    const first = await call(sendEventsRoute, { key: ownKey, body });
    expect(first).toMatchObject({
      status: 202,
      body: {
        events: [
          { id: expect.stringMatching(/^evt_/), externalId: "bk_9", event: "appointment.created", duplicate: false },
        ],
      },
    });
    const second = await call(sendEventsRoute, { key: ownKey, body });
    expect(second.body).toEqual({ events: [{ ...first.body.events[0], duplicate: true }] });
    const stored = await call(getEventRoute, { key: ownKey, id: first.body.events[0].id });
    expect(stored.body.payload).toMatchObject({ tenantId: owner.tenantId, data: { appointmentId: "a" } });
    expect(stored.body.payload.data).not.toHaveProperty("tenantId");
  });
});

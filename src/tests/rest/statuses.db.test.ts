import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "#database/database.ts";
import { newApiKeyText } from "#domain/api-keys/api-key-text.ts";
import { createKnownApiKeys } from "#domain/api-keys/known-api-keys.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { resendDeliveryRoute } from "#rest/delivery-routes.ts";
import { listEventTypesRoute } from "#rest/description-routes.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { routes } from "#rest/routes.ts";
import {
  createWebhookRoute,
  deleteWebhookRoute,
  listWebhooksRoute,
  rotateSecretRoute,
  testWebhookRoute,
  updateWebhookRoute,
} from "#rest/webhook-routes.ts";
import { addKey, callRoute } from "#tests/rest/call-route.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

describe("400", () => {
  it.each(["{", "{'url': 1}", '{"url": "https://a.b/", }', "nonsense"])("for %j, which is not JSON", async (body) => {
    expectProblem(await api.call(createWebhookRoute, { body }), 400);
  });
});

describe("401", () => {
  it.each(["", "Bearer", "Bearer ", "Basic eDp5", "Bearer nonsense", `Bearer ${newApiKeyText()}`])(
    "for the header %j, and says which scheme to use",
    async (authorization) => {
      const answer = await api.call(listWebhooksRoute, { headers: { Authorization: authorization } });
      expectProblem(answer, 401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    },
  );

  it("does not apply to the public routes", async () => {
    expect((await callRoute(api.database.deps, listEventTypesRoute)).status).toBe(200);
  });
});

describe("403", () => {
  it.each(routes.filter(({ scope }) => scope !== null))("$method $path without its scope", async (route) => {
    const others = (["webhooks:read", "webhooks:write", "deliveries:read"] as const).filter(
      (name) => name !== route.scope,
    );
    const answer = await api.call(route, {
      key: await addKey(api.database.deps, api.actor, others),
      id: "wh_x",
      body: bodyFor(route.method),
    });
    expectProblem(answer, 403);
    expect(answer.body.detail).toContain(route.scope);
  });

  const bodyFor = (method: string) => (method === "GET" || method === "DELETE" ? undefined : {});
});

describe("409", () => {
  it("for the same URL twice, and no longer once the first is deleted", async () => {
    const body = webhookBody();
    const { id } = (await api.call(createWebhookRoute, { body })).body;
    expectProblem(await api.call(createWebhookRoute, { body }), 409, ["url"]);
    await api.call(deleteWebhookRoute, { id });
    expect((await api.call(createWebhookRoute, { body })).status).toBe(201);
  });

  it("for a change to the URL of another webhook", async () => {
    const taken = webhookBody();
    await api.call(createWebhookRoute, { body: taken });
    const { id } = (await api.call(createWebhookRoute, { body: webhookBody() })).body;
    expectProblem(await api.call(updateWebhookRoute, { id, body: { url: taken.url } }), 409, ["url"]);
  });

  it("for the 51st webhook, naming the limit", async () => {
    const full = await addKey(api.database.deps, await api.database.addTenant());
    for (let i = 0; i < 50; i++)
      expect((await api.call(createWebhookRoute, { key: full, body: webhookBody() })).status).toBe(201);
    const answer = await api.call(createWebhookRoute, { key: full, body: webhookBody() });
    expectProblem(answer, 409);
    expect(answer.body.detail).toContain("50");
  });

  it("for resending a running delivery, a test, or a delivery of a disabled webhook", async () => {
    const owner = await api.database.addTenant();
    const ownKey = await addKey(api.database.deps, owner);
    const { webhookId, deliveryId: id } = await furnishTenant(api.database.deps, owner, api.receiver.url);
    expect((await api.call(resendDeliveryRoute, { key: ownKey, id })).status).toBe(202);
    expectProblem(await api.call(resendDeliveryRoute, { key: ownKey, id }), 409);
    const test = await api.call(testWebhookRoute, { key: ownKey, id: webhookId });
    expectProblem(await api.call(resendDeliveryRoute, { key: ownKey, id: test.body.delivery.id }), 409);
    await api.call(updateWebhookRoute, { key: ownKey, id: webhookId, body: { active: false } });
    expectProblem(await api.call(resendDeliveryRoute, { key: ownKey, id }), 409);
  });
});

describe("413", () => {
  const event = (filler: number) => ({
    event: "appointment.created",
    data: { appointmentId: "a", notes: "x".repeat(filler) },
  });

  it("for an event over 256 KiB as it was posted, alone or in a list, and not for one of just so much", async () => {
    const largest = event(256 * 1024 - JSON.stringify(event(0)).length);
    expect(JSON.stringify(largest)).toHaveLength(262_144);
    expect((await api.call(sendEventsRoute, { body: largest })).status).toBe(202);
    expect((await api.call(sendEventsRoute, { body: [event(1), largest] })).status).toBe(202);
    const larger = event(largest.data.notes.length + 1);
    expectProblem(await api.call(sendEventsRoute, { body: larger }), 413);
    expectProblem(await api.call(sendEventsRoute, { body: [event(1), larger] }), 413);
  });

  it("for more than 1,000 events, of which none is stored", async () => {
    const lone = await api.database.addTenant();
    const body = Array.from({ length: 1_001 }, () => event(1));
    expectProblem(await api.call(sendEventsRoute, { key: await addKey(api.database.deps, lone), body }), 413);
    expect(await api.database.deps.db.webhookEvent.count({ where: { tenantId: lone.tenantId } })).toBe(0);
  });

  it("for more than 10 MiB, announced or not", async () => {
    const body = JSON.stringify(Array.from({ length: 50 }, () => event(220 * 1024)));
    expectProblem(await api.call(sendEventsRoute, { body }), 413);
    expectProblem(await api.call(sendEventsRoute, { body: "[]", headers: { "Content-Length": "99999999" } }), 413);
  });

  it("for a webhook of more than 1 MiB", async () => {
    expectProblem(
      await api.call(createWebhookRoute, { body: webhookBody({ description: "x".repeat(1024 * 1024) }) }),
      413,
    );
  });
});

describe("415", () => {
  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"])(
    "for %s",
    async (type) => {
      expectProblem(
        await api.call(createWebhookRoute, { body: webhookBody(), headers: { "Content-Type": type } }),
        415,
      );
    },
  );

  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])("not for %s", async (type) => {
    const answer = await api.call(createWebhookRoute, { body: webhookBody(), headers: { "Content-Type": type } });
    expect(answer.status).toBe(201);
  });

  it("not for a POST without a body", async () => {
    const { id } = (await api.call(createWebhookRoute, { body: webhookBody({ url: api.receiver.url }) })).body;
    expect((await api.call(rotateSecretRoute, { id })).status).toBe(200);
    expect((await api.call(testWebhookRoute, { id })).status).toBe(200);
  });
});

describe("503", () => {
  it("when the database cannot be reached, with Retry-After, and never a success", async () => {
    const { db, sql, close } = createDatabase("postgresql://nobody@127.0.0.1:1/nothing", {
      log: api.database.deps.log,
    });
    const away = { ...api.database.deps, db, sql, apiKeys: createKnownApiKeys() };
    for (const route of routes.filter(({ scope }) => scope !== null)) {
      const answer = await callRoute(away, route, {
        key: api.key,
        id: "wh_x",
        body: route.input.body ? webhookBody() : undefined,
      });
      expectProblem(answer, 503);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(answer.body.detail).not.toMatch(/127\.0\.0\.1|nobody/);
    }
    await close();
  });

  it("also when the database fails between authentication and the work", async () => {
    const { ofTenant, sql, close } = createDatabase("postgresql://nobody@127.0.0.1:1/nothing", {
      log: api.database.deps.log,
    });
    const deps = {
      ...api.database.deps,
      tenantDatabase: ofTenant,
      storeShared: shareCommits({ ...api.database.deps, sql }),
    };
    const bodies: Record<string, unknown> = {
      createWebhook: webhookBody(),
      updateWebhook: { description: "x" },
      recoverWebhook: { since: "2020-01-01T00:00:00Z" },
      erase: { customerId: "cus_1" },
      sendEvents: { event: "appointment.created", data: { appointmentId: "a" } },
    };
    for (const route of routes.filter(({ scope }) => scope !== null)) {
      expectProblem(
        await callRoute(deps, route, { key: api.key, id: "wh_x", rid: "rec_x", body: bodies[route.operationId] }),
        503,
      );
    }
    await close();
  });
});

describe("500", () => {
  it("hides the error from the caller, and logs it", async () => {
    const logged: object[] = [];
    const log = { ...api.database.deps.log, error: (fields: object) => logged.push(fields) };
    const clock = () => {
      throw new Error("the cuckoo is ill");
    };
    const answer = await callRoute({ ...api.database.deps, clock, log }, createWebhookRoute, {
      key: api.key,
      body: webhookBody(),
    });
    expectProblem(answer, 500);
    expect(JSON.stringify(answer.body)).not.toContain("cuckoo");
    const err = expect.objectContaining({ message: "the cuckoo is ill" });
    expect(logged).toEqual([{ handler: "REST", procedure: null, err }]);
  });
});

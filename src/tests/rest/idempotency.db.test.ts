import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resendDeliveryRoute } from "#rest/delivery-routes.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import type { Route } from "#rest/route.ts";
import { routes } from "#rest/routes.ts";
import { createWebhookRoute, deleteWebhookRoute, listWebhooksRoute, rotateSecretRoute } from "#rest/webhook-routes.ts";
import { addKey, type Call, callRoute } from "#tests/rest/call-route.ts";
import { keyed, later, newCaller } from "#tests/rest/keyed-calls.ts";
import { type Furnished, furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";
import { dumpTenant } from "#tests/tenants-apart/two-tenants.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const HOUR_MS = 3_600_000;

/** Successful call of each POST route; a route without an entry fails its test. */
const calls: Record<string, (own: Furnished) => Call> = {
  createWebhook: () => ({ body: webhookBody() }),
  testWebhook: ({ webhookId }) => ({ id: webhookId }),
  rotateSecret: ({ webhookId }) => ({ id: webhookId, body: { overlapHours: 1 } }),
  recoverWebhook: ({ webhookId }) => ({ id: webhookId, body: { since: "2020-01-01T00:00:00Z" } }),
  cancelWaiting: ({ webhookId }) => ({ id: webhookId }),
  cancelDelivery: ({ deliveryId }) => ({ id: deliveryId }),
  resendDelivery: ({ deliveryId }) => ({ id: deliveryId }),
  sendEvents: () => ({ body: [{ event: "appointment.created", data: { appointmentId: "abc123" } }] }),
  cancelEvent: ({ eventId }) => ({ id: eventId }),
  erase: ({ eventId }) => ({ body: { eventId } }),
};

describe("every POST with an Idempotency-Key", () => {
  const posts = routes.filter(({ method, scope }) => method === "POST" && scope !== null);

  it.each(posts)("$path is carried out once, and answers the same again", async (route) => {
    const { actor, key } = await newCaller(api);
    const own = await furnishTenant(api.database.deps, actor, api.receiver.url);
    if (route.operationId === "cancelEvent")
      await api.database.deps.sql("UPDATE webhook_outbox SET scheduled = true WHERE event_id = $1", [own.eventId]);
    if (route.operationId === "cancelDelivery")
      await api.database.deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [own.deliveryId]);
    const call = calls[route.operationId]?.(own);
    if (!call) throw new Error(`no call for ${route.operationId}: add one`);
    const asked = { ...keyed(call), key };
    const first = await api.call(route, asked);
    expect(first).toMatchObject({ status: route.status });
    expect(first.headers.has("idempotent-replayed")).toBe(false);

    const [before, requests] = [await dumpTenant(api.database.deps, actor), api.receiver.requests.length];
    const second = await api.call(route, asked);
    expect(second).toMatchObject({ status: first.status, body: first.body });
    expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.headers.get("ratelimit-limit")).toBe(first.headers.get("ratelimit-limit"));
    expect(await dumpTenant(api.database.deps, actor)).toEqual(before);
    expect(api.receiver.requests).toHaveLength(requests);

    expectProblem(await api.call(route, { ...asked, headers: { "Idempotency-Key": "" } }), 422, ["Idempotency-Key"]);
  });
});

describe("the answer", () => {
  it("to a repeated creation or rotation holds the secret again, which no row holds in clear", async () => {
    const { actor, key } = await newCaller(api);
    const create = { ...keyed({ body: webhookBody() }), key };
    const { id, secret } = (await api.call(createWebhookRoute, create)).body;
    expect(secret).toMatch(/^whsec_/);
    expect((await api.call(createWebhookRoute, create)).body.secret).toBe(secret);
    const rotate = { ...keyed({ id }), key };
    const rotated = (await api.call(rotateSecretRoute, rotate)).body.secret;
    expect((await api.call(rotateSecretRoute, rotate)).body.secret).toBe(rotated);
    const dump = JSON.stringify(await dumpTenant(api.database.deps, actor));
    expect(dump).toContain("idempotency_key");
    for (const text of [secret, rotated]) expect(dump).not.toContain(text);
  });

  it("to another body is 422, and the first answer stays", async () => {
    const { key } = await newCaller(api);
    const asked = { ...keyed({ body: webhookBody() }), key };
    const { body } = await api.call(createWebhookRoute, asked);
    expectProblem(await api.call(createWebhookRoute, { ...asked, body: webhookBody() }), 422, ["Idempotency-Key"]);
    expect((await api.call(createWebhookRoute, asked)).body).toEqual(body);
    // The exact bytes count, for events too.
    const event = '{"event":"appointment.created","data":{"appointmentId":"a"}}';
    const sent = { ...keyed({ body: event }), key };
    expect((await api.call(sendEventsRoute, sent)).status).toBe(202);
    expectProblem(await api.call(sendEventsRoute, { ...sent, body: `${event} ` }), 422, ["Idempotency-Key"]);
  });

  it("of a conflict is remembered, also after its cause is gone", async () => {
    const { key } = await newCaller(api);
    const body = webhookBody();
    const { id } = (await api.call(createWebhookRoute, { key, body })).body;
    const asked = { ...keyed({ body }), key };
    const first = await api.call(createWebhookRoute, asked);
    expectProblem(first, 409, ["url"]);
    await api.call(deleteWebhookRoute, { key, id });
    const second = await api.call(createWebhookRoute, asked);
    expectProblem(second, 409, ["url"]);
    expect(second.body).toEqual(first.body);
    expect((await api.call(createWebhookRoute, { key, body })).status).toBe(201);
  });

  it("to a repeated external id names the first event, and is remembered", async () => {
    const { actor, key } = await newCaller(api);
    const event = (name: string) => ({ id: "bk_1", event: name, data: { appointmentId: "a" } });
    await api.call(sendEventsRoute, { key, body: event("appointment.created") });
    const asked = { ...keyed({ body: event("appointment.canceled") }), key };
    const { body } = await api.call(sendEventsRoute, asked);
    expect(body.detail).toContain("appointment.created");
    expect((await api.call(sendEventsRoute, asked)).body).toEqual(body);
    expect(await api.database.deps.db.webhookEvent.count({ where: { tenantId: actor.tenantId } })).toBe(1);
  });

  it.each<[number, Route, Call]>([
    [400, createWebhookRoute, { body: "{" }],
    [404, resendDeliveryRoute, { id: "dlv_none" }],
    [415, createWebhookRoute, { body: webhookBody(), headers: { "Content-Type": "text/plain" } }],
    [422, createWebhookRoute, { body: {} }],
    [422, sendEventsRoute, { body: { event: "appointment.created", data: {} } }],
  ])("of %i is not remembered, and its key may be used again", async (status, route, call) => {
    const { key } = await newCaller(api);
    const headers = { "Idempotency-Key": "again", ...call.headers };
    expect((await api.call(route, { ...call, key, headers })).status).toBe(status);
    const { status: then } = await api.call(createWebhookRoute, { ...keyed({ body: webhookBody() }, "again"), key });
    expect(then).toBe(201);
    expect(await api.database.deps.db.idempotencyKey.count({ where: { leaseUntil: { not: null } } })).toBe(0);
  });

  it("is forgotten after 24 hours, and not before", async () => {
    const { key, webhooks } = await newCaller(api);
    const asked = { ...keyed({ body: webhookBody() }), key };
    const first = await api.call(createWebhookRoute, asked);
    const almost = await callRoute(later(api, 24 * HOUR_MS - 60_000), createWebhookRoute, asked);
    expect(almost.body).toEqual(first.body);
    // Carried out anew, and so a conflict with the first one, which is remembered for a day in its turn.
    expectProblem(await callRoute(later(api, 24 * HOUR_MS + 1_000), createWebhookRoute, asked), 409, ["url"]);
    expectProblem(await callRoute(later(api, 25 * HOUR_MS), createWebhookRoute, asked), 409, ["url"]);
    expect(await webhooks()).toBe(1);
  });
});

describe("an idempotency key", () => {
  it("is separate per tenant, API key and path", async () => {
    const [one, other] = [await newCaller(api), await newCaller(api)];
    const second = await addKey(api.database.deps, one.actor);
    const made = new Set<string>();
    for (const key of [one.key, other.key, second]) {
      const answer = await api.call(createWebhookRoute, { ...keyed({ body: webhookBody() }, "same"), key });
      expect(answer.status).toBe(201);
      made.add(answer.body.id);
      const rotated = await api.call(rotateSecretRoute, { ...keyed({ id: answer.body.id }, "same"), key });
      expect(rotated.status).toBe(200);
      expect(rotated.headers.has("idempotent-replayed")).toBe(false);
    }
    expect(made.size).toBe(3);
  });

  it.each(["", "x".repeat(256), "a\u0001b", "a\u007fb"])("%j is refused, naming the header", async (text) => {
    const { key, webhooks } = await newCaller(api);
    const answer = await api.call(createWebhookRoute, { ...keyed({ body: webhookBody() }, text), key });
    expectProblem(answer, 422, ["Idempotency-Key"]);
    expect(await webhooks()).toBe(0);
  });

  it("of 255 characters is accepted, and other methods than POST ignore it", async () => {
    const { key } = await newCaller(api);
    const text = "x".repeat(255);
    const { status, body } = await api.call(createWebhookRoute, { ...keyed({ body: webhookBody() }, text), key });
    expect(status).toBe(201);
    expect((await api.call(listWebhooksRoute, { ...keyed({}, ""), key })).body.data).toHaveLength(1);
    expect((await api.call(deleteWebhookRoute, { ...keyed({ id: body.id }, ""), key })).status).toBe(204);
    expectProblem(await api.call(deleteWebhookRoute, { ...keyed({ id: body.id }, ""), key }), 404);
  });
});

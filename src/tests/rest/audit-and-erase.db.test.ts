import { afterAll, beforeAll, expect, it } from "vitest";
import { eraseRoute, listAuditRoute } from "#rest/audit-routes.ts";
import { getDeliveryRoute, resendDeliveryRoute } from "#rest/delivery-routes.ts";
import { getEventRoute } from "#rest/event-routes.ts";
import { createWebhookRoute, getWebhookRoute, updateWebhookRoute } from "#rest/webhook-routes.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

it("the audit log names the API key that was used, and from where", async () => {
  const { status, body: webhook } = await api.call(createWebhookRoute, {
    body: webhookBody(),
    headers: { "x-bellhop-client-address": "203.0.113.9", "user-agent": "till/2" },
  });
  expect(status).toBe(201);
  const { body } = await api.call(listAuditRoute, { query: `?kind=webhook&targetId=${webhook.id}` });
  expect(body.data).toMatchObject([
    {
      action: "webhook.created",
      actor: { kind: "api_key", name: "test" },
      address: "203.0.113.9",
      userAgent: "till/2",
    },
  ]);
  expect(JSON.stringify(body)).not.toContain(webhook.secret);
  expectProblem(await api.call(listAuditRoute, { query: "?kind=planet" }), 422, ["kind"]);
  const key = await addKey(api.database.deps, api.actor, ["events:read"]);
  expectProblem(await api.call(listAuditRoute, { key }), 403);
});

it("erased data is gone from every answer, and cannot be sent again", async () => {
  const actor = await api.database.addTenant();
  const key = await addKey(api.database.deps, actor);
  const { eventId, deliveryId } = await furnishTenant(api.database.deps, actor, api.receiver.url);
  const dryRun = await api.call(eraseRoute, { key, body: { eventId, dryRun: true } });
  expect(dryRun).toMatchObject({ status: 200, body: { count: 1, done: true } });
  expect((await api.call(getEventRoute, { key, id: eventId })).body.payload).not.toBeNull();

  expectProblem(await api.call(eraseRoute, { body: { eventId } }), 404);
  expect((await api.call(eraseRoute, { key, body: { eventId } })).body).toEqual({ count: 1, done: true });
  expect((await api.call(eraseRoute, { key, body: { eventId } })).body).toEqual({ count: 0, done: true });
  const { body: event } = await api.call(getEventRoute, { key, id: eventId });
  expect(event).toMatchObject({ payload: null, resourceId: null, erasedAt: expect.any(String) });
  const { body: delivery } = await api.call(getDeliveryRoute, { key, id: deliveryId });
  expect(delivery).toMatchObject({
    body: null,
    erasedAt: event.erasedAt,
    attempts: [{ request: { headers: {} }, response: { status: 500, body: null, headers: {} } }],
  });
  expectProblem(await api.call(resendDeliveryRoute, { key, id: deliveryId }), 409);
});

it.each([
  [{}, ["customerId"]],
  [{ customerId: "c", eventId: "e" }, ["customerId"]],
  [{ customerId: "" }, ["customerId"]],
  [{ customerId: 7 }, ["customerId"]],
  [{ customerId: "a\u0000b" }, ["customerId"]],
  [{ eventId: "a\u0000b" }, ["eventId"]],
  [{ everything: true }, ["everything"]],
])("erase refuses %j", async (body, fields) => {
  const answer = await api.call(eraseRoute, { body });
  expect(answer.status).toBe(422);
  expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(expect.arrayContaining(fields));
});

it("a webhook names the fields that it leaves out, each once, and at most 20", async () => {
  const { body: made } = await api.call(createWebhookRoute, { body: webhookBody() });
  expect(made.redact).toEqual([]);
  const redact = ["customer.phone", "notes", "notes"];
  const { body: changed } = await api.call(updateWebhookRoute, { id: made.id, body: { redact } });
  expect(changed.redact).toEqual(["customer.phone", "notes"]);
  expect((await api.call(getWebhookRoute, { id: made.id })).body.redact).toEqual(["customer.phone", "notes"]);
  for (const bad of [["customer..phone"], ["$.customer[0]"], [""], ["a b"], [7]])
    expectProblem(await api.call(updateWebhookRoute, { id: made.id, body: { redact: bad } }), 422, ["redact.0"]);
  const many = Array.from({ length: 21 }, (_, n) => `field${n}`);
  expectProblem(await api.call(updateWebhookRoute, { id: made.id, body: { redact: many } }), 422, ["redact"]);
});

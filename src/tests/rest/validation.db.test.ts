import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listDeliveriesRoute } from "#rest/delivery-routes.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { createWebhookRoute, rotateSecretRoute, testWebhookRoute } from "#rest/webhook-routes.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

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
    expectProblem(await api.call(createWebhookRoute, { body: webhookBody(changes) }), 422, fields);
  });

  it("lists the known event types, and names the rule that a URL breaks", async () => {
    const unknown = await api.call(createWebhookRoute, { body: webhookBody({ events: ["nope"] }) });
    expect(unknown.body.detail).toContain("appointment.created, appointment.scheduled");
    const plain = await api.call(createWebhookRoute, { body: webhookBody({ url: "http://example.com/" }) });
    expect(plain.body.errors[0].message).toContain("https://");
  });

  it.each(["?limit=0", "?limit=101", "?limit=ten", "?limit=", "?status=lost", "?since=yesterday", "?q=%00"])(
    "for the query %s",
    async (query) => {
      const field = /\?(\w+)/.exec(query)?.[1] ?? "";
      expectProblem(await api.call(listDeliveriesRoute, { query }), 422, [field]);
    },
  );

  it.each([-1, 169, "24"])("for an overlap of %j hours", async (overlapHours) => {
    expectProblem(await api.call(rotateSecretRoute, { id: "wh_x", body: { overlapHours } }), 422, ["overlapHours"]);
  });

  it("for a test with an event type that does not exist", async () => {
    const { id } = (await api.call(createWebhookRoute, { body: webhookBody() })).body;
    expectProblem(await api.call(testWebhookRoute, { id, body: { event: "nope" } }), 422, ["event"]);
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
    [{ ...good, timestamp: "9999-12-31T23:59:59-14:00" }, ["timestamp"]],
    [[good, { ...good, timestamp: "0000-01-01T00:00:00Z" }], ["1.timestamp"]],
    [{ ...good, id: "x".repeat(1_000) }, ["id"]],
    [{ ...good, id: "bk_\ud800" }, ["id"]],
    [{ ...good, name: "x" }, ["name"]],
    [[good, { ...good, data: { appointmentId: "a", startTime: "soon" } }], ["1.data.startTime"]],
    [[good, { data: {} }], ["1.event"]],
    [[good, 7], ["1"]],
  ])("for the events %j, naming %j", async (body, fields) => {
    expectProblem(await api.call(sendEventsRoute, { body }), 422, fields);
  });

  it("stores nothing of a request with one bad event", async () => {
    const lone = await api.database.addTenant();
    const body = [good, { ...good, data: {} }];
    expectProblem(await api.call(sendEventsRoute, { key: await addKey(api.database.deps, lone), body }), 422, [
      "1.data.appointmentId",
    ]);
    expect(await api.database.deps.db.webhookEvent.count({ where: { tenantId: lone.tenantId } })).toBe(0);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eraseRoute } from "#rest/audit-routes.ts";
import { listDeliveriesRoute } from "#rest/delivery-routes.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { recoverWebhookRoute } from "#rest/recovery-routes.ts";
import { routes } from "#rest/routes.ts";
import { createWebhookRoute, rotateSecretRoute, testWebhookRoute, updateWebhookRoute } from "#rest/webhook-routes.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

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
    [{ description: "\ud800" }, ["description"]],
    [{ secret: "whsec_mine" }, ["secret"]],
  ])("for a webhook with %j, naming %j", async (changes, fields) => {
    expectProblem(await api.call(createWebhookRoute, { body: webhookBody(changes) }), 422, fields);
  });

  it("lists the known event types, and names the rule that a URL breaks", async () => {
    const unknown = await api.call(createWebhookRoute, { body: webhookBody({ events: ["nope"] }) });
    expect(unknown.body.detail).toContain("appointment.created, appointment.confirmed");
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

  it.each(routes)("for a parameter that $method $path does not know, naming those it knows", async (route) => {
    const key = await addKey(api.database.deps, api.actor);
    const given = { key, id: "wh_x", rid: "rec_x", query: "?limitt=1", body: route.input.body ? {} : undefined };
    const answer = await api.call(route, given);
    expectProblem(answer, 422, ["limitt"]);
    for (const name of Object.keys(route.input.query?.shape ?? {}))
      expect(answer.body.errors[0].message).toContain(name);
  });

  it.each([
    "?limit=1&limit=2",
    "?cursor=a&cursor=b",
    "?since=2026-01-01T00:00:00Z&since=2026-01-01T00:00:00Z",
    "?q=a&q=b",
  ])("for %s, because the repeated value is ambiguous", async (query) => {
    const answer = await api.call(listDeliveriesRoute, { query });
    expectProblem(answer, 422, [/\?(\w+)/.exec(query)?.[1] ?? ""]);
    expect(answer.body.errors[0].message).toContain("limit, cursor, status");
  });

  it.each(["?__proto__=1", "?constructor=1", "?toString=1"])(
    "for %s, a name that every JavaScript object has",
    async (query) => {
      expectProblem(await api.call(listDeliveriesRoute, { query }), 422, [query.slice(1, -2)]);
    },
  );

  it.each([-1, 169, "24"])("for an overlap of %j hours", async (overlapHours) => {
    expectProblem(await api.call(rotateSecretRoute, { id: "wh_x", body: { overlapHours } }), 422, ["overlapHours"]);
  });

  it("for a test with an event type that does not exist, or an id that no event may have", async () => {
    const { id } = (await api.call(createWebhookRoute, { body: webhookBody() })).body;
    expectProblem(await api.call(testWebhookRoute, { id, body: { event: "nope" } }), 422, ["event"]);
    expectProblem(await api.call(testWebhookRoute, { id, body: { eventId: "a\u0000b" } }), 422, ["eventId"]);
  });

  const good = { event: "appointment.created", data: { appointmentId: "a" } };

  it.each([
    [{ ...good, data: { appointmentId: "a", startTime: "soon" } }, ["data.startTime"]],
    [{ ...good, data: {} }, ["data.appointmentId"]],
    [{ ...good, data: { appointmentId: "a\ud800" } }, ["data.appointmentId"]],
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

describe("several values of a filter", () => {
  it("are given by repeating it or with commas, and any of them may match", async () => {
    const { deps } = api.database;
    const actor = await api.database.addTenant();
    const key = await addKey(deps, actor);
    const webhooks = await Promise.all(
      ["a", "b", "c"].map((name) => addWebhook(deps, actor, { url: `http://127.0.0.1:9/${name}` })),
    );
    const statuses = ["delivered", "failed", "canceled"];
    const ids: string[] = [];
    for (const [index, status] of statuses.entries())
      ids.push(await addDelivery(deps, actor, webhooks[index]?.id ?? "", { status }));
    const found = async (query: string) => {
      const { body } = await api.call(listDeliveriesRoute, { key, query });
      return body.data.map(({ id }: { id: string }) => ids.indexOf(id));
    };
    expect(await found("?status=delivered&status=canceled")).toEqual([2, 0]);
    expect(await found("?status=failed,canceled")).toEqual([2, 1]);
    expect(await found("?status=failed")).toEqual([1]);
    expect(await found(`?webhookId=${webhooks[0]?.id},${webhooks[1]?.id}&status=failed,canceled`)).toEqual([1]);
    expect(await found("?event=appointment.created&event=payment.failed")).toEqual([2, 1, 0]);
    const first = await api.call(listDeliveriesRoute, { key, query: "?status=failed,canceled&limit=1" });
    expect(await found(`?status=failed,canceled&limit=1&cursor=${first.body.nextCursor}`)).toEqual([1]);
  });
});

describe("null", () => {
  const optional = { description: null, headers: null, active: null, rateLimitPerSecond: null, redact: null };
  const take = async (status: number, ...[route, given]: Parameters<TestApi["call"]>) => {
    const answer = await api.call(route, given);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status });
    return answer.body;
  };
  const asCreated = { description: "", headers: {}, active: true, rateLimitPerSecond: null, redact: [] };

  it("is accepted for each optional field of a new webhook, as if left out", async () => {
    const body = await take(201, createWebhookRoute, { body: webhookBody(optional) });
    expect(body).toMatchObject(asCreated);
  });

  it("resets an optional field of a webhook; a required field cannot be null", async () => {
    const said = { description: "Till", headers: { "X-A": "1" }, rateLimitPerSecond: 5, redact: ["notes"] };
    const { id } = await take(201, createWebhookRoute, { body: webhookBody(said) });
    for (const field of ["url", "events", "active"])
      expectProblem(await api.call(updateWebhookRoute, { id, body: { [field]: null } }), 422, [field]);
    const { active: _, ...taken } = optional;
    for (const field of Object.keys(taken)) {
      const body = await take(200, updateWebhookRoute, { id, body: { [field]: null } });
      expect(body).toMatchObject({ [field]: asCreated[field as keyof typeof asCreated] });
    }
  });

  it("is accepted by the other calls", async () => {
    const { id } = await take(201, createWebhookRoute, { body: webhookBody() });
    await take(200, rotateSecretRoute, { id, body: { overlapHours: null } });
    const range = { since: "2026-01-01T00:00:00Z", until: null, status: null, includeMissing: null };
    await take(200, recoverWebhookRoute, { id, body: { ...range, dryRun: true } });
    await take(200, eraseRoute, { body: { customerId: "cus_none", eventId: null, dryRun: null } });
    expectProblem(await api.call(eraseRoute, { body: { customerId: null, eventId: null } }), 422, ["customerId"]);
  });
});

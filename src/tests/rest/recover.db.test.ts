import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cancelRecoveryRoute,
  cancelWaitingRoute,
  getRecoveryRoute,
  recoverWebhookRoute,
} from "#rest/recovery-routes.ts";
import { createWebhookRoute, deleteWebhookRoute, updateWebhookRoute } from "#rest/webhook-routes.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

describe("recover", () => {
  const since = "2020-01-01T00:00:00Z";
  const furnish = async () => {
    const owner = await api.database.addTenant();
    const key = await addKey(api.database.deps, owner);
    return {
      key,
      owner,
      ...(await furnishTenant(api.database.deps, owner, `${api.receiver.url}/${crypto.randomUUID()}`)),
    };
  };

  it("200 for a dry run that sends nothing, 202 for a real one of as many, 200 for its progress and its end", async () => {
    const { key, webhookId: id, owner } = await furnish();
    const { status, body } = await api.call(recoverWebhookRoute, { key, id, body: { since, dryRun: true } });
    expect([status, body]).toEqual([200, { count: 1 }]);
    expect(await api.database.deps.db.webhookRecovery.count({ where: { tenantId: owner.tenantId } })).toBe(0);
    const started = await api.call(recoverWebhookRoute, { key, id, body: { since } });
    expect(started).toMatchObject({ status: 202, body: { id: expect.stringMatching(/^rec_/), count: 1 } });
    const rid = started.body.id;
    const progress = { id: rid, webhookId: id, state: "running", count: 1, sent: 0, endedAt: null };
    expect(await api.call(getRecoveryRoute, { key, id, rid })).toMatchObject({ status: 200, body: progress });
    for (const _ of ["once", "again"])
      expect(await api.call(cancelRecoveryRoute, { key, id, rid })).toMatchObject({
        status: 200,
        body: { state: "canceled", endedAt: expect.any(String) },
      });
  });

  it.each([
    [{}, ["since"]],
    [{ since: "yesterday" }, ["since"]],
    [{ since: "2999-01-01T00:00:00Z" }, ["since"]],
    [{ since, until: "2019-01-01T00:00:00Z" }, ["until"]],
    [{ since, until: since }, ["until"]],
    [{ since, status: ["delivered"] }, ["status.0"]],
    [{ since, status: [] }, ["status"]],
    [{ since, includeMissing: "yes" }, ["includeMissing"]],
    [{ since, from: since }, ["from"]],
  ])("422 for %j, naming %j", async (body, fields) => {
    const { key, webhookId: id } = await furnish();
    expectProblem(await api.call(recoverWebhookRoute, { key, id, body }), 422, fields);
    expectProblem(await api.call(recoverWebhookRoute, { key, id, body: { ...body, dryRun: true } }), 422, fields);
  });

  it("409 during another recovery of the webhook, and when the webhook is disabled or deleted", async () => {
    const { key, webhookId: id } = await furnish();
    expect((await api.call(recoverWebhookRoute, { key, id, body: { since } })).status).toBe(202);
    expectProblem(await api.call(recoverWebhookRoute, { key, id, body: { since } }), 409);
    await api.call(updateWebhookRoute, { key, id, body: { active: false } });
    expectProblem(await api.call(recoverWebhookRoute, { key, id, body: { since } }), 409);
    await api.call(deleteWebhookRoute, { key, id });
    expectProblem(await api.call(recoverWebhookRoute, { key, id, body: { since } }), 409);
  });

  it("404 for the recovery of another webhook", async () => {
    const { key, webhookId: id } = await furnish();
    const other = (await api.call(createWebhookRoute, { key, body: webhookBody() })).body.id;
    const rid = (await api.call(recoverWebhookRoute, { key, id, body: { since } })).body.id;
    expectProblem(await api.call(getRecoveryRoute, { key, id: other, rid }), 404);
    expectProblem(await api.call(cancelRecoveryRoute, { key, id: other, rid }), 404);
  });

  it("200 with the number of canceled waiting deliveries, 404 for a deleted webhook", async () => {
    const { key, webhookId: id, deliveryId } = await furnish();
    await api.database.deps.db.webhookDelivery.update({
      where: { id: deliveryId },
      data: { status: "retrying", dueAt: new Date("2030-01-01") },
    });
    expect(await api.call(cancelWaitingRoute, { key, id })).toMatchObject({ status: 200, body: { count: 1 } });
    expect(await api.call(cancelWaitingRoute, { key, id })).toMatchObject({ status: 200, body: { count: 0 } });
    await api.call(deleteWebhookRoute, { key, id });
    expectProblem(await api.call(cancelWaitingRoute, { key, id }), 404);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { listDeliveriesRoute } from "#rest/delivery-routes.ts";
import { listEventsRoute } from "#rest/event-routes.ts";
import { routes } from "#rest/routes.ts";
import { listWebhooksRoute } from "#rest/webhook-routes.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, type TestApi, testApi } from "#tests/rest/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

describe("404", () => {
  const bodies: Record<string, unknown> = {
    updateWebhook: { active: false },
    recoverWebhook: { since: "2020-01-01T00:00:00Z", includeMissing: true },
  };

  it.each(routes.filter(({ path }) => path.includes("{id}")))(
    "$method $path for another tenant's id and for an unknown one, and changes nothing",
    async (route) => {
      const owner = await api.database.addTenant();
      const { webhookId, eventId, deliveryId } = await furnishTenant(api.database.deps, owner, api.receiver.url);
      const since = "2020-01-01T00:00:00.000Z";
      const asked = { id: webhookId, since, status: ["failed" as const], includeMissing: false };
      const { id: rid } = await startRecovery(api.database.deps, owner, asked);
      const rows = () =>
        Promise.all([
          api.database.deps.db.webhookSubscription.findMany({ where: { tenantId: owner.tenantId } }),
          api.database.deps.db.webhookDelivery.findMany({ where: { tenantId: owner.tenantId } }),
          api.database.deps.db.webhookRecovery.findMany({ where: { tenantId: owner.tenantId } }),
        ]);
      const before = await rows();
      const requests = api.receiver.requests.length;
      for (const id of [webhookId, eventId, deliveryId, "wh_nothing", "a\u0000b"]) {
        expectProblem(await api.call(route, { id, rid, body: bodies[route.operationId] }), 404);
      }
      expect(await rows()).toEqual(before);
      expect(api.receiver.requests).toHaveLength(requests);
    },
  );

  it("lists show nothing of another tenant, also by its ids", async () => {
    const owner = await api.database.addTenant();
    const { webhookId, eventId, deliveryId } = await furnishTenant(api.database.deps, owner, api.receiver.url);
    const stranger = await addKey(api.database.deps, await api.database.addTenant());
    const empty = { status: 200, body: { data: [], nextCursor: null } };
    expect(await api.call(listWebhooksRoute, { key: stranger })).toMatchObject(empty);
    for (const query of ["", `?webhookId=${webhookId}`, `?eventId=${eventId}`, `?q=${deliveryId}`, "?q=abc123"]) {
      expect(await api.call(listDeliveriesRoute, { key: stranger, query })).toMatchObject(empty);
    }
    for (const query of ["", `?q=${eventId}`, "?q=abc123", "?q=bk_1"]) {
      expect(await api.call(listEventsRoute, { key: stranger, query })).toMatchObject(empty);
    }
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { type OperatorApi, operatorApi } from "#tests/rest/operator/operator-api.ts";
import { addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";

const STUCK = "/v1/operator/stuck";

let api: OperatorApi;
let actor: Actor;
beforeAll(async () => {
  api = await operatorApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  actor = await api.database.addTenant();
});
afterEach(async () => {
  await api.call("DELETE", "/v1/operator/pauses/all");
});

const addDue = async (count = 1) => {
  const webhook = await addWebhook(api.database.deps, actor);
  const due = await addDueDeliveries(api.database.deps, actor, webhook, count);
  return { webhook, ids: due.map(({ deliveryId }) => deliveryId) };
};

describe("stuck work", () => {
  const stuck = async (query: string) =>
    (await api.call("GET", `${STUCK}?tenantId=${actor.tenantId}&minAgeSeconds=0${query}`)).body.data;
  const reasonOf = async () => (await stuck("")).map(({ reason }: { reason: string }) => reason);
  const change = (text: string) => api.database.deps.sql(text, [actor.tenantId]);

  it("is named with its reason", async () => {
    const { webhook, ids } = await addDue(2);
    expect(await stuck("")).toEqual([
      {
        kind: "deliveries",
        tenantId: actor.tenantId,
        webhookId: webhook.id,
        host: "example.com",
        reason: "no_worker",
        count: 2,
        isCounted: true,
        oldestDueAt: expect.any(String),
        oldestDeliveryId: ids[0],
      },
    ]);
    await api.database.deps.sql("INSERT INTO worker_heartbeat (id, role) VALUES ('wrk_x', 'worker')");
    expect(await reasonOf()).toEqual(["not_attempted"]);
    await change("UPDATE webhook_subscription SET rate_limit_per_second = 1 WHERE tenant_id = $1");
    expect(await reasonOf()).toEqual(["rate_limited"]);
    await change("UPDATE webhook_delivery SET lease_token = 'wrk_dead' WHERE tenant_id = $1");
    expect(await reasonOf()).toEqual(["interrupted"]);
    await change("UPDATE webhook_subscription SET probes = 0 WHERE tenant_id = $1");
    expect(await reasonOf()).toEqual(["webhook_paused"]);
    await api.database.deps.sql("DELETE FROM worker_heartbeat");
    await api.call("PUT", "/v1/operator/pauses/all");
    expect(await reasonOf()).toEqual(["paused_by_operator"]);
    await api.call("PUT", `/v1/operator/tenants/${actor.tenantId}`, { body: { suspended: true } });
    expect(await reasonOf()).toEqual(["tenant_suspended"]);
    expect(await stuck("&reason=rate_limited")).toEqual([]);
    expect(await stuck("&reason=rate_limited,tenant_suspended")).toHaveLength(1);
  });

  it("is not what runs, waits for its time, or is young", async () => {
    const { ids } = await addDue(2);
    const { sql } = api.database.deps;
    await sql("UPDATE webhook_delivery SET due_at = now() + interval '1 minute', lease_token = 'w' WHERE id = $1", [
      ids[0],
    ]);
    await sql("UPDATE webhook_delivery SET due_at = now() + interval '1 minute' WHERE id = $1", [ids[1]]);
    expect(await stuck("")).toEqual([]);
    await sql("UPDATE webhook_delivery SET due_at = now() - interval '30 seconds', lease_token = NULL WHERE id = $1", [
      ids[0],
    ]);
    expect((await api.call("GET", `${STUCK}?tenantId=${actor.tenantId}`)).body.data).toEqual([]);
    expect(await stuck("")).toMatchObject([{ count: 1, oldestDeliveryId: ids[0] }]);
  });

  it("lists events before deliveries, page by page, each once", async () => {
    const { deps } = api.database;
    const key = await addKey(deps, actor);
    await api.call("POST", "/v1/events", { key, body: { event: "appointment.created", data: { appointmentId: "a" } } });
    await addDue();
    await addDue();
    const kinds: string[] = [];
    let cursor = "";
    do {
      const { body } = await api.call("GET", `${STUCK}?tenantId=${actor.tenantId}&minAgeSeconds=0&limit=1${cursor}`);
      kinds.push(...body.data.map(({ kind }: { kind: string }) => kind));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : "";
    } while (cursor !== "");
    expect(kinds).toEqual(["events", "deliveries", "deliveries"]);
  });
});

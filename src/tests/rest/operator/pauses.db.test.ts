import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { beat } from "#domain/health/heartbeat.ts";
import { newId } from "#domain/ids.ts";
import { openPortalSession } from "#domain/portal/open-portal-session.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { eventResource } from "#inngest/event-intake.ts";
import { apiRequest, responseOf } from "#tests/rest/api-request.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { type OperatorApi, operatorApi } from "#tests/rest/operator/operator-api.ts";
import { addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";

const PAUSES = "/v1/operator/pauses";

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
  const { sql } = api.database.deps;
  await sql("UPDATE tenant SET suspended_at = NULL");
  await sql("DELETE FROM sending_pause");
  await sql("UPDATE webhook_delivery SET due_at = NULL");
  await learn();
});

/** Reads what the operator changed into memory, as a heartbeat does. Its row goes, so that no pause waits for it. */
const learn = async () => {
  await beat(api.database.deps, { workerId: "wrk_web", role: "web" });
  await api.database.deps.sql("DELETE FROM worker_heartbeat");
};
const put = (scope: string, body?: object) =>
  api.call("PUT", `${PAUSES}/${encodeURIComponent(scope)}`, body ? { body } : {});
const end = (scope: string) => api.call("DELETE", `${PAUSES}/${encodeURIComponent(scope)}`);
const list = async (query = "") => (await api.call("GET", `${PAUSES}${query}`)).body;
const setTenant = (body: object) => api.call("PUT", `/v1/operator/tenants/${actor.tenantId}`, { body });
const addDue = async (count = 1) => {
  const webhook = await addWebhook(api.database.deps, actor);
  const due = await addDueDeliveries(api.database.deps, actor, webhook, count);
  return { webhook, ids: due.map(({ deliveryId }) => deliveryId) };
};

describe("pauses", () => {
  it("are set, listed newest first, and ended, each audited once", async () => {
    const { webhook } = await addDue();
    const scopes = ["all", `tenant:${actor.tenantId}`, "host:hooks.example.com:8443", `webhook:${webhook.id}`];
    for (const scope of scopes) {
      expect(await put(scope, { note: "fire" })).toMatchObject({
        status: 200,
        body: { scope, note: "fire", pausedAt: expect.any(String), pausedBy: { name: "test" } },
      });
    }
    const first = await list("?limit=3");
    expect(first.data.map(({ scope }: { scope: string }) => scope)).toEqual(scopes.toReversed().slice(0, 3));
    expect(await list(`?limit=3&cursor=${first.nextCursor}`)).toMatchObject({
      data: [{ scope: "all" }],
      nextCursor: null,
    });
    const again = await put("all");
    expect(again.body).toMatchObject({ note: "fire" });
    expect((await put("all", { note: null })).body).toMatchObject({ note: null, pausedAt: again.body.pausedAt });
    for (const scope of scopes) {
      expect((await end(scope)).status).toBe(204);
      expect((await end(scope)).status).toBe(404);
    }
    expect(await list()).toEqual({ data: [], nextCursor: null });
    const { body } = await api.call("GET", "/v1/operator/audit?targetId=all");
    const actions = body.data.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(["pause.ended", "pause.updated", "pause.set"]);
  });

  it("name a host as deliveries do", async () => {
    expect((await put("host:Hooks.Example.COM")).body.scope).toBe("host:hooks.example.com");
    expect((await put("host:münchen.example")).body.scope).toBe("host:xn--mnchen-3ya.example");
    expect((await put("host:[::1]:8080")).body.scope).toBe("host:[::1]:8080");
    expect((await put("host:hooks.example.com:0443")).body.scope).toBe("host:hooks.example.com:443");
  });

  it("name a host so also when a process of the release before stores it as it was typed", async () => {
    const { sql } = api.database.deps;
    const typed = ["a.example.", "[::ffff:7f00:1]", "b.example.:8443", "1"];
    await sql(
      "INSERT INTO sending_pause (scope, cause) SELECT 'host:' || unnest($1::text[]), 'operator' ON CONFLICT (scope, cause) DO NOTHING",
      [typed],
    );
    const canonical = ["host:a.example", "host:127.0.0.1", "host:b.example:8443", "host:0.0.0.1"];
    const stored = (await list()).data.map(({ scope }: { scope: string }) => scope);
    expect(stored.toSorted()).toEqual(canonical.toSorted());
    const [held] = await sql<{ is: boolean[] }>(
      `SELECT array_agg(sending_paused('salon', 'wh_1', url)) AS is
       FROM unnest(ARRAY['https://a.example./', 'https://A.EXAMPLE/x', 'http://127.0.0.1:8080/', 'https://b.example:8443/', 'https://0.0.0.1/']) url`,
    );
    expect(held?.is).toEqual(Array(5).fill(true));
    for (const host of typed) expect((await end(`host:${host}`)).status, host).toBe(204);
    expect((await list()).data).toEqual([]);
  });

  it("refuse other scopes with what to write, and tenants and webhooks that do not exist", async () => {
    for (const scope of [
      "none",
      "host:",
      "host:a/b",
      "host:a b",
      "host:u@h",
      "tenant:",
      "tenant:a b",
      "webhook:x",
      "ALL",
    ])
      expect(await put(scope), scope).toMatchObject({ status: 422, body: { errors: [{ path: "scope" }] } });
    expect((await put("tenant:nobody")).status).toBe(404);
    expect((await put(`webhook:${newId("wh")}`)).status).toBe(404);
    expect((await put("all", { reason: "x" })).status).toBe(422);
    expect((await api.call("PUT", `${PAUSES}/all`, { key: await api.makeKey(["pauses:read"]) })).status).toBe(403);
  });

  it("end with their tenant", async () => {
    await put(`tenant:${actor.tenantId}`);
    await api.database.deps.sql("DELETE FROM tenant WHERE id = $1", [actor.tenantId]);
    expect(await list()).toMatchObject({ data: [] });
  });
});

describe("a suspended tenant", () => {
  it("sends nothing until it is resumed, then at a limited rate", async () => {
    const { ids, webhook } = await addDue(3);
    expect((await setTenant({ suspended: true })).body).toMatchObject({ suspended: true });
    expect(await claimDeliveries(api.database.deps, ids)).toEqual([]);
    // Ending an operator's pause of the same tenant does not resume it.
    await put(`tenant:${actor.tenantId}`);
    await end(`tenant:${actor.tenantId}`);
    expect(await claimDeliveries(api.database.deps, ids)).toEqual([]);
    await setTenant({ suspended: false });
    expect(await claimDeliveries(api.database.deps, ids)).toHaveLength(1);
    const row = await api.database.deps.db.webhookSubscription.findUniqueOrThrow({ where: { id: webhook.id } });
    expect(row.drainingUntil).not.toBeNull();
  });

  it("is refused by its keys and at sign-in, and its events are stored as rejected", async () => {
    const { deps } = api.database;
    const key = await addKey(deps, actor);
    await setTenant({ suspended: true });
    await learn();
    for (const [method, path] of [
      ["GET", "/v1/tenant-admin/webhooks"],
      ["GET", "/v1/tenant-admin/events"],
      ["GET", "/v1/tenant-admin/stats"],
      ["POST", "/v1/tenant-admin/webhooks"],
      ["POST", "/v1/tenant-admin/erase"],
    ] as const)
      expect(await api.call(method, path, { key }), path).toMatchObject({ status: 403 });
    const sent = { event: "appointment.created", data: { appointmentId: "a1" } };
    const accepted = await api.call("POST", "/v1/events", { key, body: sent });
    expect(accepted).toMatchObject({ status: 202, body: { events: [{ duplicate: false }] } });
    const reader = await addKey(deps, actor, ["events:read"]);
    expect((await api.call("POST", "/v1/events", { key: reader, body: sent })).status).toBe(403);

    const other = await api.database.addTenant();
    const { answer } = eventResource(deps, { eventKeys: ["k"] });
    const events = [actor, other].map(({ tenantId }) => ({
      name: "appointment.created",
      data: { tenantId, appointmentId: "a2" },
    }));
    const request = apiRequest("POST", "/e/k", { headers: {}, body: JSON.stringify(events) });
    expect(responseOf(await answer(request, { key: "k" })).status).toBe(200);
    const listed = async (who: Actor) =>
      (await listEvents(deps, who, { limit: 10 })).data.map(({ status, reason }) => [status, reason]);
    expect(await listed(actor)).toEqual([
      ["rejected", "tenant_suspended"],
      ["rejected", "tenant_suspended"],
    ]);
    expect(await listed(other)).toEqual([["accepted", null]]);

    const claims = {
      tenant: actor.tenantId,
      sub: "p1",
      role: "admin" as const,
      jti: newId("ses"),
      exp: Date.now() / 1_000 + 60,
    };
    const handOff = openPortalSession(deps, claims, { address: null, userAgent: null }, { createsTenants: false });
    await expect(handOff).rejects.toMatchObject({ code: "forbidden" });

    await setTenant({ suspended: false });
    await learn();
    expect((await api.call("GET", "/v1/tenant-admin/webhooks", { key })).status).toBe(200);
  });

  it("is suspended by a list too, with an idempotency key, before the answer", async () => {
    const { deps } = api.database;
    const { ids } = await addDue();
    const body = [{ id: actor.tenantId, suspended: true }];
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    for (const _ of [1, 2])
      expect((await api.call("POST", "/v1/operator/tenants", { body, headers })).status).toBe(200);
    expect(await claimDeliveries(deps, ids)).toEqual([]);
  });
});

describe("limits of a tenant", () => {
  it("hold at once for webhooks, and for events as soon as the process has heard of them", async () => {
    const { deps } = api.database;
    await setTenant({ limits: { webhooks: 1, eventsPerSecond: 2 } });
    await learn();
    await addWebhook(deps, actor);
    await expect(addWebhook(deps, actor)).rejects.toMatchObject({
      code: "conflict",
      reason: "too_many_webhooks",
      values: { max: 1 },
    });
    const key = await addKey(deps, actor);
    const send = (count: number) =>
      api.call("POST", "/v1/events", {
        key,
        body: Array.from({ length: count }, (_, n) => ({
          event: "appointment.created",
          data: { appointmentId: `a${n}` },
        })),
      });
    const refused = await send(5);
    expect(refused).toMatchObject({ status: 429 });
    expect(refused.body.detail).toContain("up to 4 events");
    expect((await send(4)).status).toBe(202);
    expect((await send(4)).status).toBe(429);
    await setTenant({ limits: null });
    await learn();
    expect((await send(5)).status).toBe(202);
    await addWebhook(deps, actor);
  });

  it("of storage holds for that tenant alone, without TENANT_STORAGE_MB", async () => {
    const { deps } = api.database;
    const key = await addKey(deps, actor);
    const send = (own: string) =>
      api.call("POST", "/v1/events", {
        key: own,
        body: { event: "appointment.created", data: { appointmentId: "a" } },
      });
    await setTenant({ limits: { storageMb: 1 } });
    await deps.sql(`INSERT INTO tenant_storage (tenant_id, bytes) VALUES ($1, 1048576)`, [actor.tenantId]);
    await learn();
    expect(await send(key)).toMatchObject({ status: 429 });
    const other = await api.database.addTenant();
    expect((await send(await addKey(deps, other))).status).toBe(202);
  });
});

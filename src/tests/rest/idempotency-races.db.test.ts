import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deps } from "#domain/context.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { createWebhookRoute, testWebhookRoute } from "#rest/webhook-routes.ts";
import { callRoute } from "#tests/rest/call-route.ts";
import { keyed, later, newCaller } from "#tests/rest/keyed-calls.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

describe("simultaneous calls with one key", () => {
  it("create one webhook; the other nineteen get its answer, or 409 with Retry-After", async () => {
    const { key, webhooks } = await newCaller(api);
    const asked = { ...keyed({ body: webhookBody() }), key };
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.call(createWebhookRoute, asked)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body.secret)).size).toBe(1);
    expect(made.filter(({ headers }) => !headers.has("idempotent-replayed"))).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expectProblem(answer, 409);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(await webhooks()).toBe(1);
    expect((await api.call(createWebhookRoute, asked)).body).toEqual(made[0]?.body);
  });

  it("get 409 during a running test, which is not sent again, and its answer is remembered", async () => {
    const { actor, key } = await newCaller(api);
    const { webhookId: id } = await furnishTenant(api.database.deps, actor, api.receiver.url);
    const held = Promise.withResolvers<void>();
    const arrived = api.receiver.requests.length + 1;
    api.receiver.answer = () => held.promise.then(() => ({ status: 200, body: "done" }));
    const asked = { ...keyed({ id }), key };
    const first = api.call(testWebhookRoute, asked);
    await api.receiver.waitFor(arrived);
    const meanwhile = await api.call(testWebhookRoute, asked);
    expectProblem(meanwhile, 409);
    expect(meanwhile.headers.get("retry-after")).toMatch(/^\d+$/);
    held.resolve();
    const { body } = await first;
    expect((await api.call(testWebhookRoute, asked)).body).toEqual(body);
    expect(api.receiver.requests).toHaveLength(arrived);
  });
});

describe("a crash or a lost lease", () => {
  const asked = (key: string) => ({ ...keyed({ body: webhookBody() }), key });

  /** EngineDeps of a process that dies right before it commits: neither the change nor the answer is there, and the key is still claimed. */
  const dying = (): EngineDeps => {
    const { deps } = api.database;
    const dead = () => Promise.reject(new Error("killed"));
    let isDead = false;
    return {
      ...deps,
      tenantTransaction: (tenantId, act) =>
        deps.tenantTransaction(tenantId, async (bound) => {
          await act(bound);
          isDead = true;
          throw new Error("killed");
        }),
      tenantDatabase: (tenantId) => {
        const own = deps.tenantDatabase(tenantId);
        return { ...own, sql: (text, values) => (isDead ? dead() : own.sql(text, values)) };
      },
    };
  };

  it("before the commit leaves nothing; a repeat after the lease creates the webhook once", async () => {
    const { key, webhooks } = await newCaller(api);
    const call = asked(key);
    expectProblem(await callRoute(dying(), createWebhookRoute, call), 500);
    expect(await webhooks()).toBe(0);
    expectProblem(await callRoute(later(api, 58_000), createWebhookRoute, call), 409);
    expectProblem(await callRoute(later(api, 61_000), createWebhookRoute, { ...call, body: webhookBody() }), 422, [
      "Idempotency-Key",
    ]);
    const { status, body } = await callRoute(later(api, 61_000), createWebhookRoute, call);
    expect(status).toBe(201);
    expect((await api.call(createWebhookRoute, call)).body).toEqual(body);
    expect(await webhooks()).toBe(1);
  });

  it("rolls back the change of a call that lost its lease", async () => {
    const { key, webhooks } = await newCaller(api);
    const call = asked(key);
    const { deps } = api.database;
    let second: Awaited<ReturnType<typeof callRoute>> | undefined;
    const slow: EngineDeps = {
      ...deps,
      tenantTransaction: (tenantId, act) =>
        deps.tenantTransaction(tenantId, async (bound) => {
          // A repeat comes when the lease is over, and this call has not begun yet.
          second ??= await callRoute(later(api, 61_000), createWebhookRoute, call);
          return act(bound);
        }),
    };
    const first = await callRoute(slow, createWebhookRoute, { ...call });
    expect(second?.status).toBe(201);
    expectProblem(first, 409, ["url"]);
    expect(await webhooks()).toBe(1);
    expect((await api.call(createWebhookRoute, call)).body).toEqual(second?.body);
  });

  it("counts no bytes: bodies count after the commit only", async () => {
    const { key } = await newCaller(api);
    const { deps } = api.database;
    const call = () => ({
      ...keyed({ body: { event: "appointment.created", data: { appointmentId: "abc123" } } }),
      key,
    });
    let counted = 0;
    const storage: Deps["storage"] = {
      ...deps.storage,
      add: (bytesByTenant) => {
        for (const bytes of bytesByTenant.values()) counted += bytes;
      },
    };
    expectProblem(await callRoute({ ...dying(), storage }, sendEventsRoute, call()), 500);
    expect(counted).toBe(0);
    expect((await callRoute({ ...deps, storage }, sendEventsRoute, call())).status).toBe(202);
    expect(counted).toBeGreaterThan(0);
  });

  it("publishes no change: changes are published after the commit only", async () => {
    const { key } = await newCaller(api);
    const told: string[] = [];
    const publish: Deps["publish"] = (...changes) => told.push(...changes.map(({ channel }) => channel));
    await callRoute({ ...dying(), publish }, createWebhookRoute, asked(key));
    expect(told).toEqual([]);
    await callRoute({ ...api.database.deps, publish }, createWebhookRoute, asked(key));
    expect(told).toEqual(["tenant"]);
  });
});

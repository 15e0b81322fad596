import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deps } from "#domain/context.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { resendDeliveryRoute } from "#rest/delivery-routes.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import type { Route } from "#rest/route.ts";
import { routes } from "#rest/routes.ts";
import {
  createWebhookRoute,
  deleteWebhookRoute,
  listWebhooksRoute,
  rotateSecretRoute,
  testWebhookRoute,
} from "#rest/webhook-routes.ts";
import { addKey, type Call, callRoute } from "#tests/rest/call-route.ts";
import { type Furnished, furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";
import { dumpTenant } from "#tests/tenants-apart/two-tenants.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const HOUR_MS = 3_600_000;

const keyed = (call: Call = {}, key = crypto.randomUUID()): Call => ({ ...call, headers: { "Idempotency-Key": key } });

/** A tenant of its own with a key. */
const newCaller = async () => {
  const actor = await api.database.addTenant();
  const key = await addKey(api.database.deps, actor);
  return { actor, key, webhooks: () => api.database.deps.db.webhookSubscription.count({ where: ofTenant(actor) }) };
};
const ofTenant = ({ tenantId }: { tenantId: string }) => ({ tenantId });

const later = (ms: number, changes: Partial<EngineDeps> = {}): EngineDeps => ({
  ...api.database.deps,
  clock: () => new Date(Date.now() + ms),
  ...changes,
});

/** A call of each POST route that succeeds; a route without one here fails the walk. */
const calls: Record<string, (own: Furnished) => Call> = {
  createWebhook: () => ({ body: webhookBody() }),
  testWebhook: ({ webhookId }) => ({ id: webhookId }),
  rotateSecret: ({ webhookId }) => ({ id: webhookId, body: { overlapHours: 1 } }),
  recoverWebhook: ({ webhookId }) => ({ id: webhookId, body: { since: "2020-01-01T00:00:00Z" } }),
  cancelWaiting: ({ webhookId }) => ({ id: webhookId }),
  resendDelivery: ({ deliveryId }) => ({ id: deliveryId }),
  sendEvents: () => ({ body: [{ event: "appointment.created", data: { appointmentId: "abc123" } }] }),
  cancelEvent: ({ eventId }) => ({ id: eventId }),
  erase: ({ eventId }) => ({ body: { eventId } }),
};

describe("every POST with an Idempotency-Key", () => {
  const posts = routes.filter(({ method, scope }) => method === "POST" && scope !== null);

  it.each(posts)("$path is carried out once, and answers the same again", async (route) => {
    const { actor, key } = await newCaller();
    const own = await furnishTenant(api.database.deps, actor, api.receiver.url);
    if (route.operationId === "cancelEvent")
      await api.database.deps.sql("UPDATE webhook_outbox SET scheduled = true WHERE event_id = $1", [own.eventId]);
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
  it("to a creation and to a rotation holds the secret again, which no row shows", async () => {
    const { actor, key } = await newCaller();
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

  it("to another body is 422, and the first one stays", async () => {
    const { key } = await newCaller();
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

  it("of a conflict is remembered, also once its reason is gone", async () => {
    const { key } = await newCaller();
    const body = webhookBody();
    const { id } = (await api.call(createWebhookRoute, { key, body })).body;
    const asked = { ...keyed({ body }), key };
    const first = await api.call(createWebhookRoute, asked);
    expectProblem(first, 409);
    await api.call(deleteWebhookRoute, { key, id });
    const second = await api.call(createWebhookRoute, asked);
    expectProblem(second, 409);
    expect(second.body).toEqual(first.body);
    expect((await api.call(createWebhookRoute, { key, body })).status).toBe(201);
  });

  it("names the first event of an external id, found after its statement failed", async () => {
    const { actor, key } = await newCaller();
    const event = (name: string) => ({ id: "bk_1", event: name, data: { appointmentId: "a" } });
    await api.call(sendEventsRoute, { key, body: event("appointment.created") });
    const asked = { ...keyed({ body: event("appointment.canceled") }), key };
    const { body } = await api.call(sendEventsRoute, asked);
    expect(body.detail).toContain("appointment.created");
    expect((await api.call(sendEventsRoute, asked)).body).toEqual(body);
    expect(await api.database.deps.db.webhookEvent.count({ where: ofTenant(actor) })).toBe(1);
  });

  it.each<[number, Route, Call]>([
    [400, createWebhookRoute, { body: "{" }],
    [404, resendDeliveryRoute, { id: "dlv_none" }],
    [415, createWebhookRoute, { body: webhookBody(), headers: { "Content-Type": "text/plain" } }],
    [422, createWebhookRoute, { body: {} }],
    [422, sendEventsRoute, { body: { event: "appointment.created", data: {} } }],
  ])("of %i is not remembered, and its key may be used again", async (status, route, call) => {
    const { key } = await newCaller();
    const headers = { "Idempotency-Key": "again", ...call.headers };
    expect((await api.call(route, { ...call, key, headers })).status).toBe(status);
    const { status: then } = await api.call(createWebhookRoute, { ...keyed({ body: webhookBody() }, "again"), key });
    expect(then).toBe(201);
    expect(await api.database.deps.db.idempotencyKey.count({ where: { leaseUntil: { not: null } } })).toBe(0);
  });

  it("is forgotten after 24 hours, and not before", async () => {
    const { key, webhooks } = await newCaller();
    const asked = { ...keyed({ body: webhookBody() }), key };
    const first = await api.call(createWebhookRoute, asked);
    const almost = await callRoute(later(24 * HOUR_MS - 60_000), createWebhookRoute, asked);
    expect(almost.body).toEqual(first.body);
    // Carried out anew, and so a conflict with the first one, which is remembered for a day in its turn.
    expectProblem(await callRoute(later(24 * HOUR_MS + 1_000), createWebhookRoute, asked), 409);
    expectProblem(await callRoute(later(25 * HOUR_MS), createWebhookRoute, asked), 409);
    expect(await webhooks()).toBe(1);
  });
});

describe("a key", () => {
  it("is its tenant's, its API key's, and its path's", async () => {
    const [one, other] = [await newCaller(), await newCaller()];
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
    const { key, webhooks } = await newCaller();
    const answer = await api.call(createWebhookRoute, { ...keyed({ body: webhookBody() }, text), key });
    expectProblem(answer, 422, ["Idempotency-Key"]);
    expect(await webhooks()).toBe(0);
  });

  it("of 255 characters is taken, and what is no POST takes no notice", async () => {
    const { key } = await newCaller();
    const text = "x".repeat(255);
    const { status, body } = await api.call(createWebhookRoute, { ...keyed({ body: webhookBody() }, text), key });
    expect(status).toBe(201);
    expect((await api.call(listWebhooksRoute, { ...keyed({}, ""), key })).body.data).toHaveLength(1);
    expect((await api.call(deleteWebhookRoute, { ...keyed({ id: body.id }, ""), key })).status).toBe(204);
    expectProblem(await api.call(deleteWebhookRoute, { ...keyed({ id: body.id }, ""), key }), 404);
  });
});

describe("at once", () => {
  it("twenty of the same make one webhook; the others get its answer, or 409 and when to come back", async () => {
    const { key, webhooks } = await newCaller();
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

  it("a test under way is answered 409 and not sent again, and its answer is remembered", async () => {
    const { actor, key } = await newCaller();
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

describe("a crash", () => {
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

  it("before the commit leaves nothing; once the lease is over, a repeat makes it once", async () => {
    const { key, webhooks } = await newCaller();
    const call = asked(key);
    expectProblem(await callRoute(dying(), createWebhookRoute, call), 500);
    expect(await webhooks()).toBe(0);
    expectProblem(await callRoute(later(58_000), createWebhookRoute, call), 409);
    expectProblem(await callRoute(later(61_000), createWebhookRoute, { ...call, body: webhookBody() }), 422, [
      "Idempotency-Key",
    ]);
    const { status, body } = await callRoute(later(61_000), createWebhookRoute, call);
    expect(status).toBe(201);
    expect((await api.call(createWebhookRoute, call)).body).toEqual(body);
    expect(await webhooks()).toBe(1);
  });

  it("that was none: a call whose lease is lost takes its change back", async () => {
    const { key, webhooks } = await newCaller();
    const call = asked(key);
    const { deps } = api.database;
    let second: Awaited<ReturnType<typeof callRoute>> | undefined;
    const slow: EngineDeps = {
      ...deps,
      tenantTransaction: (tenantId, act) =>
        deps.tenantTransaction(tenantId, async (bound) => {
          // A repeat comes when the lease is over, and this call has not begun yet.
          second ??= await callRoute(later(61_000), createWebhookRoute, call);
          return act(bound);
        }),
    };
    const first = await callRoute(slow, createWebhookRoute, { ...call });
    expect(second?.status).toBe(201);
    expectProblem(first, 409);
    expect(await webhooks()).toBe(1);
    expect((await api.call(createWebhookRoute, call)).body).toEqual(second?.body);
  });

  it("fills no storage: bodies are counted after the commit only", async () => {
    const { key } = await newCaller();
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

  it("is announced by nobody: changes are told after the commit only", async () => {
    const { key } = await newCaller();
    const told: string[] = [];
    const publish: Deps["publish"] = (...changes) => told.push(...changes.map(({ channel }) => channel));
    await callRoute({ ...dying(), publish }, createWebhookRoute, asked(key));
    expect(told).toEqual([]);
    await callRoute({ ...api.database.deps, publish }, createWebhookRoute, asked(key));
    expect(told).toEqual(["tenant"]);
  });
});

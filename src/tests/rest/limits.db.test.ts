import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createDatabase } from "#database/database.ts";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { newApiKeyText } from "#domain/api-keys/api-key-text.ts";
import { CLIENT_ADDRESS_HEADER } from "#domain/limits/client-key.ts";
import { LIMITS, WRONG_KEYS } from "#domain/limits/limits.ts";
import { listEventsRoute, sendEventsRoute } from "#rest/event-routes.ts";
import { recoverWebhookRoute } from "#rest/recovery-routes.ts";
import { listWebhooksRoute } from "#rest/webhook-routes.ts";
import { createLimits } from "#server/rate-limits/limits.ts";
import { testDatabase } from "#tests/database.ts";
import { addKey, callRoute } from "#tests/rest/call-route.ts";
import { expectProblem, type TestApi, testApi } from "#tests/rest/test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const newTenant = async (scopes?: ApiScope[]) => addKey(api.database.deps, await api.database.addTenant(), scopes);

describe("what is left of a limit", () => {
  it("is in every answer to a tenant, also in a refusal", async () => {
    const key = await newTenant();
    const first = await api.call(listWebhooksRoute, { key });
    expect(first.headers.get("ratelimit-limit")).toBe("3000");
    expect(first.headers.get("ratelimit-remaining")).toBe("2999");
    const refused = await api.call(listWebhooksRoute, { key, query: "?limit=0" });
    expectProblem(refused, 422, ["limit"]);
    expect(refused.headers.get("ratelimit-remaining")).toBe("2998");
    const lacking = await api.call(sendEventsRoute, { key: await newTenant(["events:read"]), body: {} });
    expectProblem(lacking, 403);
    expect(lacking.headers.get("ratelimit-limit")).toBe("3000");
    expect(lacking.headers.get("ratelimit-remaining")).toBe("2999");
    expect(Number(refused.headers.get("ratelimit-reset"))).toBeGreaterThan(0);
  });
});

describe("429", () => {
  it("for more than the limit, with the seconds to wait, for this tenant and this limit only", async () => {
    const key = await newTenant();
    const recover = (own: string) => api.call(recoverWebhookRoute, { key: own, id: "wh_x", body: {} });
    for (let i = 0; i < LIMITS.recover.max; i++) expectProblem(await recover(key), 422, ["since"]);
    const refused = await recover(key);
    expectProblem(refused, 429);
    expect(refused.headers.get("retry-after")).toBe(refused.headers.get("ratelimit-reset"));
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(2);
    expect((await api.call(listWebhooksRoute, { key })).status).toBe(200);
    expectProblem(await recover(await newTenant()), 422, ["since"]);
  });

  it("not because of a key without the scope: its calls use up no limit of other keys", async () => {
    const { deps } = api.database;
    const actor = await api.database.addTenant();
    const reading = await addKey(deps, actor, ["webhooks:read"]);
    const recover = (key: string) => api.call(recoverWebhookRoute, { key, id: "wh_x", body: {} });
    for (let i = 0; i <= LIMITS.recover.max; i++) expectProblem(await recover(reading), 403);
    expectProblem(await recover(await addKey(deps, actor)), 422, ["since"]);
  });

  it("for more events than two seconds allow, counting events instead of requests, and stores none of them", async () => {
    const key = await newTenant();
    const send = (count: number) =>
      api.call(sendEventsRoute, {
        key,
        body: Array.from({ length: count }, () => ({
          event: "appointment.created",
          data: { appointmentId: "abc123" },
        })),
      });
    // More events than two or four seconds allow: a slow machine may spread the requests over several seconds.
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(1_000)));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expectProblem(answer, 429);
    expect(["1", "2"]).toContain(refused[0]?.headers.get("retry-after"));
    const [row] = await api.database.deps.sql<{ count: number }>(
      "SELECT count(*)::int AS count FROM webhook_event WHERE tenant_id = (SELECT tenant_id FROM api_key WHERE hash = $1)",
      [api.database.deps.secrets.fingerprints(key)[0]],
    );
    expect(row?.count).toBe(1_000 * (answers.length - refused.length));
    expect((await api.call(listEventsRoute, { key })).status).toBe(200);
  });

  it("answers 503 while too many bodies are being sent, and frees the memory after each answer", async () => {
    const key = await newTenant();
    const { limits } = api.database.deps;
    const body = { event: "appointment.created", data: { appointmentId: "abc123", notes: "x".repeat(100_000) } };
    const places = await Promise.all(["a", "b"].map((other) => limits.admitBody(other, 32 * 1024 * 1024)));
    const refused = await api.call(sendEventsRoute, { key, body });
    expectProblem(refused, 503);
    expect(refused.headers.get("retry-after")).toBe("2");
    for (const place of places) place.leave();
    expect((await api.call(sendEventsRoute, { key, body })).status).toBe(202);
    expectProblem(await api.call(sendEventsRoute, { key, body: { ...body, event: "no.such" } }), 422, ["event"]);
    for (const other of ["c", "d"]) (await limits.admitBody(other, 32 * 1024 * 1024)).leave();
  });

  it("for a tenant whose storage is full, for an hour", async () => {
    const small = await testDatabase({ TENANT_STORAGE_MB: "1" });
    const key = await addKey(small.deps, await small.addTenant());
    const notes = "x".repeat(250_000);
    const body = Array(5).fill({ event: "appointment.created", data: { appointmentId: "a", notes } });
    expect((await callRoute(small.deps, sendEventsRoute, { key, body })).status).toBe(202);
    const refused = await callRoute(small.deps, sendEventsRoute, { key, body: body[0] });
    expectProblem(refused, 429);
    expect([refused.headers.get("retry-after"), refused.body.detail]).toEqual(["3600", expect.stringMatching(/full/)]);
    await small.close();
  });

  it("for more bytes than 20 MiB at once", async () => {
    // The budget fills up again while a slow machine reads the bodies.
    const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now());
    onTestFinished(() => clock.mockRestore());
    const key = await newTenant();
    const notes = "x".repeat(250_000);
    const body = Array(40).fill({ event: "appointment.created", data: { appointmentId: "a", notes } });
    const answers = await Promise.all([1, 2, 3].map(() => api.call(sendEventsRoute, { key, body })));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expectProblem(answer, 429);
    expect(refused[0]?.body.detail).toMatch(/20 MiB of events at once/);
  });

  it("stays 413 for a request that is always too large", async () => {
    const event = { event: "appointment.created", data: { appointmentId: "abc123" } };
    expectProblem(await api.call(sendEventsRoute, { key: await newTenant(), body: Array(2_500).fill(event) }), 413);
  });
});

describe("guessing keys", () => {
  const from = (address: string, key: string) =>
    api.call(listWebhooksRoute, { key, headers: { [CLIENT_ADDRESS_HEADER]: address } });

  it("is refused after too many wrong keys from an address or its IPv6 /64; right keys still work", async () => {
    const key = await newTenant();
    const wrong = (host: number) => from(`2001:db8::${host.toString(16)}`, host % 2 ? newApiKeyText() : "mwk_live_x");
    for (let host = 1; host <= WRONG_KEYS.max; host++) expectProblem(await wrong(host), 401);
    const refused = await wrong(WRONG_KEYS.max + 1);
    expectProblem(refused, 429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await from("2001:db8::1", key)).status).toBe(200);
    expectProblem(await from("2001:db8:0:1::1", newApiKeyText()), 401);
  });

  it("is not possible while the database is unavailable", async () => {
    const gone = createDatabase("postgresql://x@127.0.0.1:1/x", { log: api.database.deps.log });
    const deps = { ...api.database.deps, db: gone.db, sql: gone.sql, limits: createLimits(gone.sql) };
    expectProblem(await callRoute(deps, listWebhooksRoute, { key: "mwk_live_x" }), 503);
    await gone.close();
  });
});

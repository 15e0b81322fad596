import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newKeyText } from "#domain/key-text.ts";
import { CLIENT_ADDRESS_HEADER } from "#domain/limits/client-key.ts";
import { LIMITS, WRONG_KEYS } from "#domain/limits/limits.ts";
import { createOperatorKey } from "#domain/operator/create-operator-key.ts";
import { operatorRoutes } from "#rest/operator/operator-routes.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { type OperatorApi, operatorApi } from "#tests/rest/operator/operator-api.ts";
import { expectProblem } from "#tests/rest/test-api.ts";

const SYSTEM = { by: { kind: "system" } } as const;
const KEYS = "/v1/operator/keys";

let api: OperatorApi;
beforeAll(async () => {
  api = await operatorApi();
});
afterAll(() => api.close());

const list = (key: string, headers: Record<string, string> = {}) =>
  api.call("GET", "/v1/operator/tenants", { key, headers });
const pathOf = (path: string) => path.replaceAll(/\{\w+\}/g, "x");

describe("an operator key", () => {
  const guarded = operatorRoutes.filter(({ scope }) => scope !== null);

  it.each(guarded)("is needed for $method $path", async ({ method, path }) => {
    expectProblem(await api.call(method, pathOf(path), { key: "" }), 401);
  });

  it.each(guarded)("of another scope is refused for $method $path", async ({ method, path, scope }) => {
    const other = scope === "keys:read" ? "pauses:read" : "keys:read";
    const answer = await api.call(method, pathOf(path), { key: await api.makeKey([other]) });
    expectProblem(answer, 403);
    expect(answer.body.detail).toContain(scope);
  });

  it("is not an API key of a tenant, and an API key is none", async () => {
    const key = await addKey(api.database.deps, await api.database.addTenant());
    expectProblem(await list(key), 401);
    expectProblem(await api.call("GET", "/v1/tenant-admin/webhooks"), 401);
  });

  it("ends at its expiry and with its revocation, which is audited once", async () => {
    const { deps } = api.database;
    const { id, key } = await createOperatorKey(deps, SYSTEM, { name: "till", expiresInDays: 1 });
    expect((await list(key)).status).toBe(200);
    await deps.sql("UPDATE operator_key SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);
    expectProblem(await list(key), 401);
    await deps.sql("UPDATE operator_key SET expires_at = NULL WHERE id = $1", [id]);
    expect((await list(key)).status).toBe(200);
    for (const _ of [1, 2]) expect((await api.call("DELETE", `${KEYS}/${id}`)).status).toBe(204);
    expectProblem(await list(key), 401);
    const { body } = await api.call("GET", `/v1/operator/audit?targetId=${id}`);
    expect(body.data).toMatchObject([
      { action: "operator_key.revoked", actor: { kind: "operator", name: "test" } },
      { action: "operator_key.created", actor: { kind: "system", id: "system" } },
    ]);
    expectProblem(await api.call("DELETE", `${KEYS}/opk_x`), 404);
  });

  it("works from its networks only", async () => {
    const { key } = await createOperatorKey(api.database.deps, SYSTEM, {
      name: "bastion",
      allowedFrom: ["192.0.2.0/24", "2001:db8::1"],
    });
    const from = async (address: string) => (await list(key, { [CLIENT_ADDRESS_HEADER]: address })).status;
    expect(await Promise.all(["192.0.2.9", "::ffff:192.0.2.9", "2001:db8::1"].map(from))).toEqual([200, 200, 200]);
    expect(await Promise.all(["192.0.3.9", "2001:db8::2", ""].map(from))).toEqual([403, 403, 403]);
  });

  it("is stored as a hash, and shown once", async () => {
    const made = await api.call("POST", KEYS, { body: { name: "deploy", scopes: ["tenants:read"] } });
    expect(made).toMatchObject({ status: 201, body: { name: "deploy", scopes: ["tenants:read"] } });
    expect(made.body.key).toMatch(/^mok_[0-9A-Za-z]{49}$/);
    const rows = JSON.stringify(await api.database.deps.sql("SELECT * FROM operator_key"));
    const listed = JSON.stringify((await api.call("GET", `${KEYS}?limit=100`)).body);
    for (const text of [rows, listed]) expect(text).not.toContain(made.body.key.slice(8, 40));
    expect(listed).toContain(made.body.hint);
  });

  it("makes no key that may do more or lasts longer than itself", async () => {
    const maker = await createOperatorKey(api.database.deps, SYSTEM, {
      name: "maker",
      scopes: ["keys:write", "tenants:read"],
      expiresInDays: 10,
    });
    const make = (body: object) => api.call("POST", KEYS, { key: maker.key, body: { name: "x", ...body } });
    expectProblem(await make({ scopes: ["tenants:write"], expiresInDays: 1 }), 403);
    expectProblem(await make({}), 403);
    expectProblem(await make({ expiresInDays: 11 }), 403);
    expect((await make({ expiresInDays: 9 })).body.scopes).toEqual(["tenants:read", "keys:write"]);
  });

  it("makes no key that works from other networks than its own", async () => {
    const { deps } = api.database;
    const allowedFrom = ["192.0.2.0/24", "2001:db8::/32"];
    const { key } = await createOperatorKey(deps, SYSTEM, { name: "maker", allowedFrom });
    const headers = { [CLIENT_ADDRESS_HEADER]: "192.0.2.9" };
    const make = (body: object) => api.call("POST", KEYS, { key, headers, body: { name: "x", ...body } });
    expect((await make({})).body.allowedFrom).toEqual(allowedFrom);
    expect((await make({ allowedFrom: ["192.0.2.128/25"] })).body.allowedFrom).toEqual(["192.0.2.128/25"]);
    for (const other of [[], ["0.0.0.0/0"], ["192.0.2.7", "198.51.100.1"], ["192.0.2.0/23"], ["::/0"]])
      expectProblem(await make({ allowedFrom: other }), 403);
  });

  it("that is wrong counts against its address", async () => {
    const headers = { [CLIENT_ADDRESS_HEADER]: "203.0.113.7" };
    for (let i = 0; i < WRONG_KEYS.max; i++) expectProblem(await list(newKeyText("mok_"), headers), 401);
    expectProblem(await list("nonsense", headers), 429);
    expect((await list(api.key, headers)).status).toBe(200);
  });

  it("has limits of its own, which each answer shows", async () => {
    const key = await api.makeKey();
    const [first, second] = [await list(key), await list(key)];
    expect(first.headers.get("ratelimit-limit")).toBe(String(LIMITS.reads.max));
    const left = [first, second].map(({ headers }) => Number(headers.get("ratelimit-remaining")));
    expect(left).toEqual([LIMITS.reads.max - 1, LIMITS.reads.max - 2]);
  });
});

describe("paths below /v1/operator", () => {
  it("that do not exist, or take another method, answer a problem", async () => {
    expectProblem(await api.call("GET", "/v1/operator/nothing"), 404);
    expectProblem(await api.call("GET", "/v1/operator"), 404);
    const answer = await api.call("PATCH", "/v1/operator/tenants/x");
    expectProblem(answer, 405);
    expect(answer.headers.get("allow")).toBe("PUT, GET, DELETE");
    expectProblem(await api.call("GET", "/v1/operator/tenants?nope=1"), 422, ["nope"]);
    expectProblem(await api.call("PUT", "/v1/operator/tenants/x", { body: "{" }), 400);
  });
});

describe("the operator's audit log", () => {
  it("cannot be changed, emptied or shortened", async () => {
    const { sql } = api.database.deps;
    for (const attack of [
      "UPDATE operator_audit SET actor_id = 'opk_other'",
      "DELETE FROM operator_audit",
      "TRUNCATE operator_audit",
    ])
      await expect(sql(attack), attack).rejects.toThrow(/append-only|permission denied/);
  });
});

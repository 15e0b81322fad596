import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { listAudit } from "#domain/audit/list-audit.ts";
import type { Actor } from "#domain/context.ts";
import { openPortalLink } from "#domain/portal/portal-link.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { type OperatorApi, operatorApi, PLATFORM } from "#tests/rest/operator/operator-api.ts";
import { expectProblem, webhookBody } from "#tests/rest/test-api.ts";

let api: OperatorApi;
let receiver: Receiver;
let actor: Actor;
let other: Actor;
beforeAll(async () => {
  api = await operatorApi();
  receiver = await startReceiver();
  actor = await api.database.addTenant();
  other = await api.database.addTenant();
});
afterAll(async () => {
  await receiver.close();
  await api.close();
});

const of = ({ tenantId }: Actor, path: string) => `/v1/operator/tenants/${tenantId}/${path}`;
const operatorAuditOf = async (targetId: string) =>
  (await api.call("GET", `/v1/operator/audit?targetId=${targetId}`)).body.data;
const auditOf = async (who: Actor) => (await listAudit(api.database.deps, who, { limit: 100 })).data;

describe("API keys of a tenant", () => {
  it("are made, listed and revoked by the operator, and audited as such", async () => {
    const body = { name: "till", scopes: ["events:write"], mode: "test", expiresAt: "2999-01-01T00:00:00Z" };
    const made = await api.call("POST", of(actor, "api-keys"), { body });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "till", mode: "test", expiresAt: "2999-01-01T00:00:00.000Z" },
    });
    const { actor: caller } = await authenticateApiKey(api.database.deps, made.body.key);
    expect(caller).toMatchObject({ tenantId: actor.tenantId, mode: "test" });
    const { id } = made.body;
    expect((await api.call("GET", of(actor, "api-keys"))).body.data).toMatchObject([{ id, revokedAt: null }]);
    expectProblem(await api.call("DELETE", of(other, `api-keys/${id}`)), 404);
    for (const _ of [1, 2]) expect((await api.call("DELETE", of(actor, `api-keys/${id}`))).status).toBe(204);
    await expect(authenticateApiKey(api.database.deps, made.body.key)).rejects.toMatchObject({ code: "unauthorized" });
    expect(await auditOf(actor)).toMatchObject([
      { action: "api_key.revoked", actor: { kind: "operator", name: "test" } },
      { action: "api_key.created", actor: { kind: "operator", name: "test" } },
    ]);
    const { tenantId } = actor;
    expect(await operatorAuditOf(id)).toMatchObject([
      { action: "api_key.revoked", actor: { kind: "operator", name: "test" }, details: { tenantId } },
      { action: "api_key.created", target: { kind: "api_key", id, name: "till" }, details: { tenantId, mode: "test" } },
    ]);
  });

  it("are refused for an unknown tenant and an end in the past", async () => {
    const body = { name: "till", scopes: ["events:write"] };
    expectProblem(await api.call("POST", "/v1/operator/tenants/nobody/api-keys", { body }), 404);
    const past = { ...body, expiresAt: "2020-01-01T00:00:00Z" };
    expectProblem(await api.call("POST", of(actor, "api-keys"), { body: past }), 422, ["expiresAt"]);
  });
});

describe("a portal session", () => {
  const ask = (body: object) => api.call("POST", of(actor, "portal-sessions"), { body });

  it("is a link for one person, whose token stands behind # and holds role and way back", async () => {
    const returnUrl = `${PLATFORM}/settings`;
    const { status, body } = await ask({ role: "viewer", user: { id: "u1", name: "Ada" }, returnUrl });
    expect(status).toBe(201);
    const url = new URL(body.url);
    expect([url.pathname, url.search]).toEqual(["/portal", ""]);
    const token = new URLSearchParams(url.hash.slice(1)).get("token") ?? "";
    const { deps } = api.database;
    const claims = openPortalLink(deps, token);
    expect(claims).toMatchObject({
      tenant: actor.tenantId,
      sub: "u1",
      name: "Ada",
      role: "viewer",
      brand: { returnUrl },
    });
    expect(claims.exp * 1_000).toBe(Date.parse(body.expiresAt));
    const late = { ...deps, clock: () => new Date(body.expiresAt) };
    expect(() => openPortalLink(late, token)).toThrow("too old");
    const changed = `${token.slice(0, -3)}${token.endsWith("AAA") ? "BBB" : "AAA"}`;
    expect(() => openPortalLink(deps, changed)).toThrow("not one of ours");
    expect((await auditOf(actor))[0]).toMatchObject({ action: "session.link_created", target: { name: "Ada" } });
    expect(JSON.stringify(await auditOf(actor))).not.toContain(token);
    const [line] = (await api.call("GET", "/v1/operator/audit?limit=1")).body.data;
    expect(line).toMatchObject({
      action: "session.link_created",
      details: { tenantId: actor.tenantId, role: "viewer" },
    });
  });

  it.each([
    ["http://app.example.com/", "returnUrl"],
    ["https://evil.example/", "returnUrl"],
    ["javascript:alert(1)", "returnUrl"],
  ])("leads back to the platform only: %s", async (returnUrl, field) => {
    expectProblem(await ask({ role: "admin", user: { id: "u1", name: "Ada" }, returnUrl }), 422, [field]);
  });

  it("needs a tenant, a role and a person", async () => {
    const body = { role: "admin", user: { id: "u1", name: "Ada" } };
    expectProblem(await api.call("POST", "/v1/operator/tenants/nobody/portal-sessions", { body }), 404);
    expectProblem(await ask({ ...body, role: "owner" }), 422, ["role"]);
    expectProblem(await ask({ role: "admin" }), 422, ["user"]);
  });
});

describe("users of a tenant", () => {
  it("are added with a password that is shown once, changed and removed", async () => {
    const body = { email: "Ada@Salon.example", name: "Ada", role: "admin" };
    const made = await api.call("POST", of(actor, "users"), { body });
    expect(made).toMatchObject({ status: 201, body: { password: expect.stringMatching(/^[\w-]{20}$/) } });
    const { id } = made.body;
    expectProblem(await api.call("POST", of(other, "users"), { body }), 409);
    expect((await api.call("GET", of(actor, "users"))).body.data).toMatchObject([{ id, email: "ada@salon.example" }]);
    expect((await api.call("GET", of(other, "users"))).body.data).toEqual([]);

    const session = { id: "ses_1", userId: id, token: "t", expiresAt: new Date(Date.now() + 60_000) };
    await api.database.deps.db.session.create({ data: session });
    const chosen = { password: "correct horse battery" };
    const reset = await api.call("POST", of(actor, `users/${id}/reset-password`), { body: chosen });
    expect(reset).toMatchObject({ status: 200, body: { id, password: null } });
    const [account] = await api.database.deps.db.account.findMany({ where: { userId: id } });
    expect(account?.password).toBe(`hash of ${chosen.password}`);
    expect(await api.database.deps.db.session.count({ where: { userId: id } })).toBe(0);
    expect((await api.call("POST", of(actor, `users/${id}/reset-second-factor`))).status).toBe(204);
    expect(api.forgiven).toEqual(["ada@salon.example", "ada@salon.example"]);
    expect((await api.call("POST", of(actor, `users/${id}/sign-out`))).body).toEqual({ count: 0 });

    for (const path of [`users/${id}`, "users/usr_x"]) expectProblem(await api.call("DELETE", of(other, path)), 404);
    expect((await api.call("DELETE", of(actor, `users/${id}`))).status).toBe(204);
    const lines = (await auditOf(actor)).filter(({ action }) => action.startsWith("user."));
    expect(lines.map(({ action }) => action)).toEqual(["user.removed", "user.changed", "user.changed", "user.added"]);
    expect(new Set(lines.map((line) => line.actor.kind))).toEqual(new Set(["operator"]));
    expect((await operatorAuditOf(id)).map((line: { id: string }) => line.id)).toEqual(lines.map((line) => line.id));
  });
});

describe("webhooks on behalf of a tenant", () => {
  it("are the tenant's own: made, changed, tested, listed and deleted, and audited as the operator's", async () => {
    const body = { ...webhookBody(), url: receiver.url };
    const made = await api.call("POST", of(actor, "webhooks"), { body });
    expect(made).toMatchObject({ status: 201, body: { url: receiver.url, secret: expect.stringMatching(/^whsec_/) } });
    const path = `webhooks/${made.body.id}`;
    const changed = await api.call("PATCH", of(actor, path), { body: { description: "till" } });
    expect(changed.body).toMatchObject({ description: "till", url: receiver.url });
    expect(changed.body).not.toHaveProperty("secret");
    expect((await api.call("POST", of(actor, `${path}/test`))).body).toMatchObject({ ok: true });
    expect((await api.call("GET", of(actor, `${path}/deliveries`))).body.data).toMatchObject([{ test: true }]);
    expect((await api.call("GET", of(actor, "webhooks"))).body.data).toMatchObject([{ id: made.body.id }]);
    expect((await api.call("DELETE", of(actor, path))).status).toBe(204);
    expectProblem(await api.call("GET", of(actor, path)), 404);
    const lines = (await auditOf(actor)).filter(({ action }) => action.startsWith("webhook."));
    expect(lines.map(({ action }) => action).toReversed()).toEqual([
      "webhook.created",
      "webhook.updated",
      "webhook.tested",
      "webhook.deleted",
    ]);
    expect(new Set(lines.map((line) => line.actor.kind))).toEqual(new Set(["operator"]));
    const copies = await operatorAuditOf(made.body.id);
    expect(copies.map((line: { id: string }) => line.id)).toEqual(lines.map((line) => line.id));
    expect(copies).toMatchObject(Array(4).fill({ details: { tenantId: actor.tenantId } }));
  });

  it("of another tenant, or of none, are not found", async () => {
    const made = await api.call("POST", of(actor, "webhooks"), { body: webhookBody() });
    expectProblem(await api.call("GET", of(other, `webhooks/${made.body.id}`)), 404);
    expectProblem(await api.call("PATCH", of(other, `webhooks/${made.body.id}`), { body: { active: false } }), 404);
    expectProblem(await api.call("GET", "/v1/operator/tenants/nobody/webhooks"), 404);
    expectProblem(await api.call("POST", "/v1/operator/tenants/nobody/webhooks", { body: webhookBody() }), 404);
  });

  it("honour an Idempotency-Key of this operator key", async () => {
    const headers = { "Idempotency-Key": "once" };
    const body = webhookBody();
    const first = await api.call("POST", of(actor, "webhooks"), { body, headers });
    const again = await api.call("POST", of(actor, "webhooks"), { body, headers });
    expect([first.status, again.status, again.headers.get("idempotent-replayed")]).toEqual([201, 201, "true"]);
    expect(again.body).toEqual(first.body);
    const stranger = await api.call("POST", of(actor, "webhooks"), { key: await api.makeKey(), body, headers });
    expectProblem(stranger, 409, ["url"]);
  });
});

describe("webhooks across tenants", () => {
  it("are found by health and tenant, with the last failure and the whole URL", async () => {
    const { deps } = api.database;
    const made = await api.call("POST", of(other, "webhooks"), { body: webhookBody() });
    await deps.sql(
      `UPDATE webhook_subscription SET consecutive_failures = 2, failing_since = now(), last_failure_at = now(),
       last_failure_http_status = 503, last_failure_error_code = 'http_status' WHERE id = $1`,
      [made.body.id],
    );
    const failing = await api.call("GET", "/v1/operator/webhooks?health=failing");
    expect(failing.body.data).toMatchObject([
      {
        id: made.body.id,
        tenantId: other.tenantId,
        url: made.body.url,
        health: "failing",
        consecutiveFailures: 2,
        lastFailure: { httpStatus: 503, errorCode: "http_status" },
      },
    ]);
    const mine = await api.call("GET", `/v1/operator/webhooks?tenantId=${actor.tenantId}&health=healthy,failing`);
    expect(mine.body.data.map(({ tenantId }: Actor) => tenantId)).toEqual([actor.tenantId, actor.tenantId]);
    const first = await api.call("GET", "/v1/operator/webhooks?limit=1");
    expect(first.body.data).toMatchObject([{ id: made.body.id }]);
    const next = await api.call("GET", `/v1/operator/webhooks?limit=1&cursor=${first.body.nextCursor}`);
    expect(next.body.data).toMatchObject([{ tenantId: actor.tenantId }]);
    expectProblem(await api.call("GET", "/v1/operator/webhooks?health=sick"), 422, ["health"]);
  });
});

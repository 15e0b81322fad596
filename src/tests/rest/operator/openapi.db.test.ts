import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import type { Actor } from "#domain/context.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { addUser } from "#domain/users/add-user.ts";
import type { OperatorRoute } from "#rest/operator/operator-route.ts";
import { operatorRoutes } from "#rest/operator/operator-routes.ts";
import { routes } from "#rest/routes.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { type OperatorApi, operatorApi } from "#tests/rest/operator/operator-api.ts";
import { type Furnished, furnishTenant } from "#tests/rest/seed-tenant.ts";

let api: OperatorApi;
let receiver: Receiver;
let actor: Actor;
let own: Furnished;
let document: {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: object };
  tags: { name: string }[];
};
let ajv: Ajv2020;
beforeAll(async () => {
  api = await operatorApi();
  receiver = await startReceiver();
  const described = await api.call("GET", "/v1/operator/openapi.json", { key: "" });
  expect(described.status).toBe(200);
  document = described.body;
  ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
  ajv.addVocabulary(["openapi", "info", "servers", "security", "tags", "paths", "components"]);
  ajv.addSchema({ ...document, $id: "openapi" });
});
afterAll(async () => {
  await receiver.close();
  await api.close();
});

type Call = { params?: Record<string, string>; query?: string; body?: unknown };

const webhook = () => ({ id: own.webhookId });
const user = async () => {
  const name = { email: `${crypto.randomUUID()}@salon.example`, name: "Ada", role: "admin" } as const;
  return { id: (await addUser(api.database.deps, { tenant: actor.tenantId, ...name }, "hash")).id };
};
const recovery = async () => {
  const asked = { id: own.webhookId, since: "2020-01-01T00:00:00Z", status: ["failed" as const], includeMissing: true };
  return { ...webhook(), rid: (await startRecovery(api.database.deps, actor, asked)).id };
};

const eventType = {
  title: "Room booked",
  description: "A guest books a room.",
  schema: { required: ["roomId"] },
  sample: { roomId: "r1" },
  resourceIdField: "roomId",
};
const room = async () => {
  const name = `room.r${crypto.randomUUID()}`;
  expect((await api.call("PUT", `/v1/operator/event-types/${name}`, { body: eventType })).status).toBe(201);
  return { name };
};

/** Successful call of each route; a route without an entry fails its test. */
const calls: Record<string, () => Call | Promise<Call>> = {
  putTenant: () => ({ params: { tenantId: crypto.randomUUID() }, body: { name: "New", limits: { webhooks: 3 } } }),
  putTenants: () => ({ body: [{ id: crypto.randomUUID(), name: "New", suspended: true }] }),
  listTenants: () => ({ query: `?q=${actor.tenantId}&health=healthy,failing` }),
  getTenant: () => ({}),
  removeTenant: () => ({}),
  createApiKey: () => ({ body: { name: "till", scopes: ["events:write"], mode: "live" } }),
  listApiKeys: () => ({}),
  revokeApiKey: async () => ({
    params: { key: (await createApiKey(api.database.deps, actor, { name: "till", scopes: ["events:read"] })).id },
  }),
  createPortalSession: () => ({ body: { role: "viewer", user: { id: "u1", name: "Ada" } } }),
  addUser: () => ({ body: { email: "bea@salon.example", name: "Bea", role: "viewer" } }),
  listUsers: () => ({}),
  removeUser: async () => ({ params: await user() }),
  resetPassword: async () => ({ params: await user() }),
  resetSecondFactor: async () => ({ params: await user() }),
  signUserOut: async () => ({ params: await user() }),
  createWebhookOnBehalf: () => ({ body: { url: "https://example.com/made", events: ["payment.failed"] } }),
  listWebhooksOnBehalf: () => ({}),
  getWebhookOnBehalf: () => ({ params: webhook() }),
  updateWebhookOnBehalf: () => ({ params: webhook(), body: { description: "till" } }),
  deleteWebhookOnBehalf: () => ({ params: webhook() }),
  testWebhookOnBehalf: () => ({ params: webhook(), body: { event: "service.created" } }),
  rotateSecretOnBehalf: () => ({ params: webhook(), body: { overlapHours: 1 } }),
  endPreviousSecretOnBehalf: () => ({ params: webhook() }),
  listWebhookDeliveriesOnBehalf: () => ({ params: webhook(), query: "?status=failed" }),
  exportWebhookDeliveriesOnBehalf: () => ({ params: webhook() }),
  recoverWebhookOnBehalf: () => ({ params: webhook(), body: { since: "2020-01-01T00:00:00Z", status: ["failed"] } }),
  getRecoveryOnBehalf: async () => ({ params: await recovery() }),
  cancelRecoveryOnBehalf: async () => ({ params: await recovery() }),
  cancelWaitingOnBehalf: () => ({ params: webhook() }),
  listWebhooksAcrossTenants: () => ({ query: "?health=healthy" }),
  pauseSending: () => ({ params: { scope: "host:hooks.example.com" }, body: { note: "asked by their support" } }),
  resumeSending: async () => {
    await api.call("PUT", "/v1/operator/pauses/host:old.example.com");
    return { params: { scope: "host:old.example.com" } };
  },
  listPauses: () => ({ query: "?limit=1" }),
  listStuck: () => ({ query: "?minAgeSeconds=0&reason=not_attempted,not_dispatched,no_worker" }),
  putEventType: () => ({ params: { name: "room.booked" }, query: "?force=false", body: eventType }),
  listPlatformEventTypes: () => ({ query: "?limit=1" }),
  getEventType: async () => ({ params: await room(), query: "?version=1" }),
  removeEventType: async () => ({ params: await room() }),
  createOperatorKey: () => ({ body: { name: "deploy", scopes: ["tenants:read"], allowedFrom: ["192.0.2.0/24"] } }),
  listOperatorKeys: () => ({ query: "?limit=1" }),
  revokeOperatorKey: async () => {
    const { body } = await api.call("POST", "/v1/operator/keys", { body: { name: "old" } });
    return { params: { id: body.id } };
  },
  listOperatorAudit: () => ({ query: "?limit=2" }),
  describeOperatorApi: () => ({}),
};

const described = ({ path, method }: OperatorRoute, ...keys: (string | number)[]): unknown =>
  keys.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    document.paths[path]?.[method.toLowerCase()],
  );

const errorsOf = (schema: unknown, value: unknown) => {
  const { $ref } = schema as { $ref: string };
  const validate = ajv.getSchema(`openapi${$ref}`);
  if (!validate) throw new Error(`the document has no ${$ref}`);
  return validate(value) ? [] : validate.errors;
};

describe("every route of the operator", () => {
  it.each(operatorRoutes)("$method $path answers as its document says", async (route) => {
    const { deps, addTenant } = api.database;
    actor = await addTenant();
    own = await furnishTenant(deps, actor, receiver.url);
    const call = await calls[route.operationId]?.();
    if (!call) throw new Error(`no call for ${route.operationId}: add one`);
    const { params = {}, query = "", body } = call;
    if (body !== undefined)
      expect(errorsOf(described(route, "requestBody", "content", "application/json", "schema"), body)).toEqual([]);
    const given: Record<string, string> = { tenantId: actor.tenantId, ...params };
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given[name] ?? "");
    const answer = await api.call(route.method, path + query, { body });
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: route.status });
    if (route.streams) return;
    const content = described(route, "responses", route.status, "content", "application/json", "schema");
    if (route.status === 204) expect([content, answer.body]).toEqual([undefined, undefined]);
    else expect(errorsOf(content, answer.body)).toEqual([]);
  });

  const named = operatorRoutes.filter(({ path }) => path.includes("{"));
  it.each(named)("$method $path answers names that are too long as its document says", async (route) => {
    const { tenantId } = await api.database.addTenant();
    for (const [, name = ""] of route.path.matchAll(/\{(\w+)\}/g)) {
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_, each: string) =>
        each === name ? "x".repeat(65) : each === "tenantId" ? tenantId : "x",
      );
      const { status } = await api.call(route.method, path);
      if (name === "id" || name === "rid") expect(status).toBe(404);
      expect(Object.keys(Object(described(route, "responses")))).toContain(String(status));
    }
  });

  it("stands in a document of its own, which has what it refers to and nothing else", () => {
    expect(Object.keys(document.paths).every((path) => path.startsWith("/v1/operator/"))).toBe(true);
    expect(document).not.toHaveProperty("webhooks");
    const used = JSON.stringify(document).match(/(?<="#\/components\/schemas\/)[^"]+(?=")/g) ?? [];
    expect(Object.keys(document.components.schemas).sort()).toEqual([...new Set(used)].sort());
    expect(used).toContain("Problem");
    const tags = new Set(operatorRoutes.map(({ tag }) => tag));
    expect(document.tags.map(({ name }) => name).sort()).toEqual([...tags].sort());
  });

  it("asks in the document for what the handler takes", () => {
    const ids = operatorRoutes.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const route of operatorRoutes) {
      const names = (described(route, "parameters") as { name: string }[]).map(({ name }) => name);
      for (const [, name] of route.path.matchAll(/\{(\w+)\}/g)) expect(names).toContain(name);
    }
  });

  it("has each of a tenant's webhook routes", () => {
    const theirs = routes.filter(({ path }) => path.startsWith("/v1/tenant-admin/webhooks"));
    const onBehalf = theirs.map(({ method, path }) => [
      method,
      path.replace("tenant-admin", "operator/tenants/{tenantId}"),
    ]);
    expect(operatorRoutes.map(({ method, path }) => [method, path])).toEqual(expect.arrayContaining(onBehalf));
    expect(theirs.length).toBeGreaterThan(12);
  });
});

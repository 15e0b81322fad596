import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { openApiDocument } from "#rest/openapi.ts";
import { recoverWebhookRoute } from "#rest/recovery-routes.ts";
import type { Route } from "#rest/route.ts";
import { routes } from "#rest/routes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addKey, type Call, callRoute } from "#tests/rest/call-route.ts";
import { type Furnished, furnishTenant } from "#tests/rest/seed-tenant.ts";

let database: TestDatabase;
let receiver: Receiver;
let actor: Actor;
let key: string;
let own: Furnished;
let rid: string;

beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
  actor = await database.addTenant();
  key = await addKey(database.deps, actor);
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

/** Successful call of each route; a route without an entry fails its test. */
const calls: Record<string, () => Call> = {
  createWebhook: () => ({
    body: { url: "https://example.com/made", events: ["payment.failed"], headers: { "X-Salon": "7" } },
  }),
  listWebhooks: () => ({ query: "?limit=1" }),
  getWebhook: () => ({ id: own.webhookId }),
  updateWebhook: () => ({ id: own.webhookId, body: { description: "till", headers: { Authorization: null } } }),
  deleteWebhook: () => ({ id: own.webhookId }),
  testWebhook: () => ({ id: own.webhookId, body: { event: "service.created" } }),
  rotateSecret: () => ({ id: own.webhookId, body: { overlapHours: 1 } }),
  endPreviousSecret: () => ({ id: own.webhookId }),
  listWebhookDeliveries: () => ({ id: own.webhookId }),
  recoverWebhook: () => ({ id: own.webhookId, body: { since: "2020-01-01T00:00:00Z", status: ["failed"] } }),
  getRecovery: () => ({ id: own.webhookId, rid }),
  cancelRecovery: () => ({ id: own.webhookId, rid }),
  cancelWaiting: () => ({ id: own.webhookId }),
  listDeliveries: () => ({ query: "?status=failed&event=appointment.created&since=2020-01-01T00:00:00Z&q=abc123" }),
  exportDeliveries: () => ({ query: "?httpStatus=5xx&test=false" }),
  exportWebhookDeliveries: () => ({ id: own.webhookId }),
  cancelDelivery: () => ({ id: own.deliveryId }),
  getStats: () => ({ query: "?by=webhook&step=day&since=2020-01-01T00:00:00Z" }),
  getDelivery: () => ({ id: own.deliveryId }),
  resendDelivery: () => ({ id: own.deliveryId }),
  sendEvents: () => ({
    body: [
      { id: "bk_2", event: "service.updated", data: { serviceId: "s1" }, timestamp: "2026-03-14T10:00:00+01:00" },
      { event: "payment.completed", data: { paymentId: "p1", amount: 4500 } },
    ],
  }),
  listEvents: () => ({}),
  getEvent: () => ({ id: own.eventId }),
  cancelEvent: () => ({ id: own.eventId }),
  listAudit: () => ({ query: "?kind=webhook" }),
  erase: () => ({ body: { eventId: own.eventId } }),
  listEventTypes: () => ({}),
  describeApi: () => ({}),
};

const document = openApiDocument(routes);
const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
// Only the schemas are JSON Schema; pointers reach the rest of the document.
ajv.addVocabulary(["openapi", "info", "servers", "security", "tags", "paths", "webhooks", "components"]);
ajv.addSchema({ ...document, $id: "openapi" });

/** Entry of the document for a route, by a path of keys. */
const described = (route: Route, ...keys: (string | number)[]): unknown =>
  keys.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    document.paths[route.path]?.[route.method.toLowerCase()],
  );

const errorsOf = (schema: unknown, value: unknown) => {
  const { $ref } = schema as { $ref: string };
  const validate = ajv.getSchema(`openapi${$ref}`);
  if (!validate) throw new Error(`the document has no ${$ref}`);
  return validate(value) ? [] : validate.errors;
};

describe("every documented route", () => {
  it.each(routes)("$method $path answers as its document says", async (route) => {
    own = await furnishTenant(database.deps, await newTenant(), receiver.url);
    if (route.path.includes("{rid}")) {
      const asked = {
        id: own.webhookId,
        since: "2020-01-01T00:00:00Z",
        status: ["failed" as const],
        includeMissing: true,
      };
      rid = (await startRecovery(database.deps, actor, asked)).id;
    }
    if (route.operationId === "cancelEvent")
      await database.deps.sql("UPDATE webhook_outbox SET scheduled = true WHERE event_id = $1", [own.eventId]);
    if (route.operationId === "cancelDelivery")
      await database.deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [own.deliveryId]);
    const call = calls[route.operationId]?.();
    if (!call) throw new Error(`no call for ${route.operationId}: add one`);
    if (call.body !== undefined) {
      expect(errorsOf(described(route, "requestBody", "content", "application/json", "schema"), call.body)).toEqual([]);
    }
    const answer = await callRoute(database.deps, route, route.scope === null ? call : { ...call, key });
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: route.status });
    if (route.streams) {
      const types = Object.keys(Object(described(route, "responses", route.status, "content")));
      expect(types).toContain(answer.headers.get("content-type")?.split(";")[0]);
      return;
    }
    const content = described(route, "responses", route.status, "content", "application/json", "schema");
    if (route.status === 204) {
      expect(content).toBeUndefined();
      expect(answer.body).toBeUndefined();
      return;
    }
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(errorsOf(content, answer.body)).toEqual([]);
  });

  it("describes both answers of recover: the counts of a dry run, and the recovery that a real run began", async () => {
    own = await furnishTenant(database.deps, await newTenant(), receiver.url);
    const body = { since: "2020-01-01T00:00:00Z", dryRun: true };
    const answer = await callRoute(database.deps, recoverWebhookRoute, { key, id: own.webhookId, body });
    expect(answer.status).toBe(200);
    const schema = described(recoverWebhookRoute, "responses", 200, "content", "application/json", "schema");
    expect(errorsOf(schema, answer.body)).toEqual([]);
  });

  const newTenant = async () => {
    actor = await database.addTenant();
    key = await addKey(database.deps, actor);
    return actor;
  };

  it.each(routes.filter(({ scope }) => scope !== null))(
    "$method $path answers a caller without a key as its document says",
    async (route) => {
      const answer = await callRoute(database.deps, route, { id: "wh_x" });
      expect(answer.status).toBe(401);
      const schema = described(route, "responses", 401, "content", "application/problem+json", "schema");
      expect(errorsOf(schema, answer.body)).toEqual([]);
    },
  );

  it("never answers with a field that the document does not name", () => {
    expect(errorsOf({ $ref: "#/components/schemas/Webhook" }, { id: "wh_1", secret: "whsec_x" })).not.toEqual([]);
  });
});

describe("the document", () => {
  it("is OpenAPI 3.1 in which every reference leads somewhere", () => {
    expect(document.openapi).toBe("3.1.0");
    const references = JSON.stringify(document).match(/"#\/components\/schemas\/[\w.]+"/g) ?? [];
    expect(references.length).toBeGreaterThan(20);
    for (const reference of new Set(references)) {
      const name = reference.slice('"#/components/schemas/'.length, -1);
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it("names each operation once, and each parameter of a path", () => {
    const ids = routes.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const route of routes.filter(({ path }) => path.includes("{id}"))) {
      expect(described(route, "parameters")).toContainEqual(
        expect.objectContaining({ name: "id", in: "path", required: true }),
      );
    }
  });

  it("asks for no key on public routes", () => {
    for (const route of routes) expect(described(route, "security")).toEqual(route.scope === null ? [] : undefined);
  });

  it("says that a body may be left out where it may", () => {
    const required = (operationId: string) => {
      const route = routes.find((candidate) => candidate.operationId === operationId);
      return route && described(route, "requestBody", "required");
    };
    expect([required("createWebhook"), required("rotateSecret"), required("testWebhook")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

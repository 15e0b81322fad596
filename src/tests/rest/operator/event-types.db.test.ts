import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventResource } from "#inngest/event-intake.ts";
import { apiRequest, responseOf } from "#tests/rest/api-request.ts";
import { addKey, readAnswer } from "#tests/rest/call-route.ts";
import { type OperatorApi, operatorApi } from "#tests/rest/operator/operator-api.ts";
import { expectProblem } from "#tests/rest/test-api.ts";

let api: OperatorApi;
let key: string;
let tenantId: string;
beforeAll(async () => {
  api = await operatorApi();
  const actor = await api.database.addTenant();
  ({ tenantId } = actor);
  key = await addKey(api.database.deps, actor);
});
afterAll(() => api.close());

const PATH = "/v1/operator/event-types";
const room = {
  title: "Room booked",
  description: "A guest books a room.",
  schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { roomId: { $ref: "#/$defs/id" }, nights: { type: "integer", minimum: 1 } },
    required: ["roomId"],
    $defs: { id: { type: "string" } },
  },
  sample: { roomId: "room_7", nights: 2 },
  resourceIdField: "roomId",
};

const put = (name: string, changes: object = {}, query = "") =>
  api.call("PUT", `${PATH}/${name}${query}`, { body: { ...room, ...changes } });

const sendToEventApi = async (name: string, data: object) => {
  const { answer } = eventResource(api.database.deps, { eventKeys: ["k"] });
  const request = apiRequest("POST", "/e/k", { body: JSON.stringify([{ name, data: { tenantId, ...data } }]) });
  return readAnswer(responseOf(await answer(request, { key: "k" })));
};

it("a type is used at once by the process that took it: sent, listed, described, subscribed to", async () => {
  expectProblem(await api.call("POST", "/v1/events", { key, body: { event: "room.booked", data: room.sample } }), 422, [
    "event",
  ]);
  const made = await put("room.booked");
  expect(made).toMatchObject({ status: 201, body: { name: "room.booked", family: "room", version: 1, ...room } });
  expect(await put("room.booked")).toMatchObject({ status: 200, body: { version: 1 } });

  const sent = await api.call("POST", "/v1/events", { key, body: { event: "room.booked", data: room.sample } });
  expect(sent).toMatchObject({ status: 202, body: { events: [{ event: "room.booked", duplicate: false }] } });
  const bad = await api.call("POST", "/v1/events", { key, body: { event: "room.booked", data: { roomId: 7 } } });
  expectProblem(bad, 422, ["data.roomId"]);
  expect((await sendToEventApi("room.booked", room.sample)).status).toBe(200);
  const refused = await sendToEventApi("room.booked", { roomId: "r", nights: 0 });
  expect(refused).toMatchObject({
    status: 400,
    body: { errors: [{ path: "0.data.nights", message: "use at least 1" }] },
  });

  const { body: listed } = await api.call("GET", "/v1/event-types", { key: "" });
  expect(listed.data).toContainEqual(
    expect.objectContaining({ type: "room.booked", sample: room.sample, sendable: true }),
  );
  const webhook = { url: "https://example.com/rooms", events: ["room.booked", "room.*"] };
  const { status, body } = await api.call("POST", "/v1/tenant-admin/webhooks", { key, body: webhook });
  expect([status, body.events]).toEqual([201, ["room.booked", "room.*"]]);
});

it("the API description has the type with its own references, and loses it with its removal", async () => {
  await put("desk.booked", {
    schema: { ...room.schema, properties: { roomId: { $ref: "#/$defs/id" }, nights: { not: { $ref: "#" } } } },
  });
  const { body: document } = await api.call("GET", "/v1/openapi.json", { key: "" });
  expect(document.components.schemas.SentEvent.enum).toContain("desk.booked");
  expect(document.components.schemas.SubscribedEvent.enum).toEqual(expect.arrayContaining(["desk.booked", "desk.*"]));
  const ajv = new Ajv2020({ strict: false, logger: false });
  ajv.addSchema({ ...document, $id: "openapi" });
  const validate = ajv.getSchema("openapi#/webhooks/desk.booked/post/requestBody/content/application~1json/schema");
  const received = {
    id: "evt_1",
    event: "desk.booked",
    apiVersion: "2026-12-01",
    tenantId,
    timestamp: "2026-03-14T09:00:00Z",
  };
  const isDescribed = (data: object) => validate?.({ ...received, roomId: "r", data });
  expect([isDescribed({ roomId: "r" }), isDescribed({ roomId: 7 }), isDescribed({})]).toEqual([true, false, false]);
  expect((await api.call("DELETE", `${PATH}/desk.booked`)).status).toBe(204);
  expect((await api.call("GET", "/v1/openapi.json", { key: "" })).body.webhooks).not.toHaveProperty(["desk.booked"]);
});

it("what cannot be a type is refused, each wrong field by its path", async () => {
  const pattern = { properties: { roomId: { pattern: "^r" } } };
  expectProblem(await put("x.y", { schema: pattern }), 422, ["schema.properties.roomId.pattern"]);
  expectProblem(await put("x.y", { schema: { $ref: "https://example.com/room.json" } }), 422, ["schema.$ref"]);
  expectProblem(await put("x.y", { schema: "none" }), 422, ["schema"]);
  expectProblem(await put("x.y", { sample: { nights: 1 } }), 422, ["sample.roomId"]);
  expectProblem(await put("x.y", { title: "" }), 422, ["title"]);
  expectProblem(await put("x.y", { resourceIdField: "event" }), 422, ["resourceIdField"]);
  expectProblem(await put("x.y", { colour: "red" }), 422, ["colour"]);
  expectProblem(await put("x.y", {}, "?force=maybe"), 422, ["force"]);
  expectProblem(await put("x"), 422, ["name"]);
  expectProblem(await put("appointment.created"), 409);
  const long = { ...room.schema, description: "x".repeat(64 * 1024) };
  expectProblem(await put("x.y", { schema: long }), 422, ["schema"]);
  expectProblem(await api.call("GET", `${PATH}/x.y`), 404);
  expectProblem(await api.call("GET", `${PATH}/x`), 404);
});

it("a change that breaks receivers needs force, and a subscribed type stays", async () => {
  await put("spa.booked");
  const strict = { schema: { ...room.schema, required: ["roomId", "guest"] }, sample: { roomId: "r", guest: "Ada" } };
  expectProblem(await put("spa.booked", strict), 409, ["schema"]);
  expect(await put("spa.booked", strict, "?force=true")).toMatchObject({ status: 200, body: { version: 2 } });
  expect((await api.call("GET", `${PATH}/spa.booked?version=1`)).body).toMatchObject({
    version: 1,
    sample: room.sample,
  });

  const webhook = { url: "https://example.com/spa", events: ["spa.booked"] };
  const { body } = await api.call("POST", "/v1/tenant-admin/webhooks", { key, body: webhook });
  expectProblem(await api.call("DELETE", `${PATH}/spa.booked`), 409);
  await api.call("DELETE", `/v1/tenant-admin/webhooks/${body.id}`, { key });
  expect((await api.call("DELETE", `${PATH}/spa.booked`)).status).toBe(204);
  expectProblem(await api.call("DELETE", `${PATH}/spa.booked`), 404);
  const { body: audit } = await api.call("GET", "/v1/operator/audit?targetId=spa.booked");
  expect(audit.data.map(({ action }: { action: string }) => action)).toEqual([
    "event_type.deleted",
    "event_type.put",
    "event_type.put",
  ]);
});

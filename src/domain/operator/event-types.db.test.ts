import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { getStats } from "#domain/figures/get-stats.ts";
import { getEventType, listPlatformEventTypes } from "#domain/operator/get-event-type.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import { eventTypeName, type PutEventTypeInput } from "#domain/operator/operator-event-type.schema.ts";
import { putEventType } from "#domain/operator/put-event-type.ts";
import { removeEventType } from "#domain/operator/remove-event-type.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let receiver: Receiver;
let deps: EngineDeps;
let actor: Actor;
beforeAll(async () => {
  [database, receiver] = await Promise.all([testDatabase(), startReceiver()]);
  deps = database.deps;
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});
beforeEach(async () => {
  actor = await database.addTenant();
});

const operator: OperatorActor = { by: { kind: "system" } };

const ROOM: PutEventTypeInput = {
  title: "Room booked",
  description: "A guest books a room.",
  schema: {
    type: "object",
    properties: { roomId: { type: "string" }, nights: { type: "integer", minimum: 1 }, previous: { type: "object" } },
    required: ["roomId"],
  },
  sample: { roomId: "room_7", nights: 2 },
  resourceIdField: "roomId",
};

let count = 0;
/** A name that no test has used, in a family of its own. */
const newName = () => `room${++count}.booked`;

const put = (name: string, changes: Partial<PutEventTypeInput> & { isForced?: boolean } = {}, own = deps) =>
  putEventType(own, operator, { ...ROOM, isForced: false, ...changes, name });

const send = async (event: string, data: Record<string, unknown>, own = deps) =>
  acceptEvents(own, [{ tenantId: actor.tenantId, externalId: null, event, data, timestamp: null }]);

const refusal = (code: string, ...paths: string[]) => ({
  code,
  errors: paths.map((path) => expect.objectContaining({ path })),
});

describe("an event type of the platform", () => {
  it("is sent, validated, matched by name and wildcards, delivered, tested and listed like Bellhop's own", async () => {
    const name = newName();
    await put(name);
    const family = `${name.split(".")[0]}.*`;
    const url = () => `${receiver.url}/${crypto.randomUUID()}`;
    const webhooks = [];
    for (const events of [[name], [family], ["*"], ["appointment.*"]])
      webhooks.push(
        await addWebhook(deps, actor, { url: url(), events, redact: events.includes("*") ? ["roomId"] : [] }),
      );
    const old = await addWebhook(deps, actor, { url: url(), events: [name], apiVersion: "2026-11-01" });

    await expect(send(name, { nights: 0, roomId: "r" })).rejects.toMatchObject(refusal("invalid", "0.data.nights"));
    const data = { roomId: "room_1", nights: 3, previous: { nights: 2 } };
    const [accepted] = await send(name, { ...data, tenantId: actor.tenantId });
    receiver.requests.length = 0;
    const { claims } = await fanOut(deps, [accepted?.id ?? ""]);
    await attemptFirst(deps, claims);
    const bodies = new Map(
      receiver.requests.map(({ headers, body }) => [
        claims.find(({ deliveryId }) => deliveryId === headers["x-mais-delivery"])?.subscriptionId,
        JSON.parse(body.toString()),
      ]),
    );
    const [byName, byFamily, byAll, others] = webhooks.map(({ id }) => bodies.get(id));
    expect(byName).toMatchObject({ event: name, tenantId: actor.tenantId, roomId: "room_1", data });
    expect(byFamily).toEqual(byName);
    expect(others).toBeUndefined();
    // A hidden resource id is hidden at the top too, and an older version leaves a field of the platform's own in place.
    expect(byAll).toEqual({ ...byName, roomId: undefined, data: { nights: 3, previous: { nights: 2 } } });
    expect(bodies.get(old.id)).toEqual({ ...byName, apiVersion: "2026-11-01" });

    const { data: events } = await listEvents(deps, actor, { limit: 20 });
    expect(events).toMatchObject([{ event: name, resourceId: "room_1", status: "accepted" }]);
    const [first] = webhooks;
    const tested = await testWebhook(deps, actor, { id: first?.id ?? "" });
    expect(JSON.parse(tested.delivery.body ?? "")).toMatchObject({ event: name, roomId: "room_7", data: ROOM.sample });
    await expect(testWebhook(deps, actor, { id: first?.id ?? "", event: name, data: {} })).rejects.toMatchObject(
      refusal("invalid", "data.roomId"),
    );
    const shown = listEventTypes(await deps.platformTypes.read()).find(({ type }) => type === name);
    expect(shown).toMatchObject({ type: name, title: "Room booked", sendable: true, sample: ROOM.sample });
  });

  it("counts in figures by event, also after its removal", async () => {
    const name = newName();
    await put(name);
    const { id } = await addWebhook(deps, actor, { url: receiver.url, events: [name] });
    const [accepted] = await send(name, { roomId: "r" });
    await attemptFirst(deps, (await fanOut(deps, [accepted?.id ?? ""])).claims);
    await followFigures(deps);
    await deleteWebhook(deps, actor, { id });
    await removeEventType(deps, operator, { name });
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const { data } = await getStats(deps, actor, { since, by: "event", step: "hour" });
    expect(data).toMatchObject([{ key: name, deliveries: { delivered: 1 } }]);
  });

  it("is used by another process as soon as it hears of it, and within the life of its reading where it does not", async () => {
    const other = database.asWorker("wrk_other");
    const name = newName();
    await expect(send(name, { roomId: "r" }, other)).rejects.toMatchObject(refusal("invalid", "0.event"));
    await put(name);
    await send(name, { roomId: "r" });
    await until("the other process takes the type", () =>
      send(name, { roomId: "r" }, other).then(
        () => true,
        () => false,
      ),
    );
  });
});

describe("a change", () => {
  it("makes a version, and keeps the earlier ones", async () => {
    const name = newName();
    expect(await put(name)).toMatchObject({ name, version: 1, created: true });
    expect(await put(name)).toMatchObject({ version: 1, created: false });
    expect(await put(name, { title: "Room taken" })).toMatchObject({ version: 2, created: false, title: "Room taken" });
    expect(await getEventType(deps, { name })).toMatchObject({ version: 2, title: "Room taken" });
    expect(await getEventType(deps, { name, version: 1 })).toMatchObject({ version: 1, title: "Room booked" });
    await expect(getEventType(deps, { name, version: 3 })).rejects.toMatchObject({ code: "not_found" });
  });

  it("is refused where it refuses the sample of any earlier version, unless it is forced", async () => {
    const name = newName();
    const withNights = { ...ROOM.schema, required: ["roomId", "nights"] };
    await put(name, { sample: { roomId: "r" } });
    await put(name);
    await expect(put(name, { schema: withNights })).rejects.toMatchObject(refusal("conflict", "schema"));
    expect(await getEventType(deps, { name })).toMatchObject({ version: 2 });
    await send(name, { roomId: "r" });
    expect(await put(name, { schema: withNights, isForced: true })).toMatchObject({ version: 3 });
    await expect(send(name, { roomId: "r" })).rejects.toMatchObject(refusal("invalid", "0.data.nights"));
    // The forced version is the first one that later changes are compared with.
    expect(await put(name, { schema: withNights, title: "Room taken" })).toMatchObject({ version: 4 });
    const moved = { resourceIdField: "bookingId", sample: { roomId: "r", bookingId: "b" } };
    await expect(put(name, moved)).rejects.toMatchObject(refusal("conflict", "resourceIdField", "resourceIdField"));
  });

  it("is audited with its version, once", async () => {
    const name = newName();
    await put(name);
    await put(name);
    await put(name, { title: "Room taken" });
    await removeEventType(deps, operator, { name });
    const rows = await deps.db.operatorAudit.findMany({ where: { targetId: name }, orderBy: { id: "asc" } });
    expect(rows.map(({ action, details }) => [action, JSON.parse(details).version])).toEqual([
      ["event_type.put", 1],
      ["event_type.put", 2],
      ["event_type.deleted", undefined],
    ]);
  });

  it("is one of two that come at once", async () => {
    const name = newName();
    const made = await Promise.all(["One", "Two", "Three", "Four"].map((title) => put(name, { title })));
    expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
  });
});

describe("a type that cannot be", () => {
  const refuses = (name: string, changes: Partial<PutEventTypeInput>, ...error: Parameters<typeof refusal>) =>
    expect(put(name, changes)).rejects.toMatchObject(refusal(...error));

  it("has the name of a built-in or an internal one", async () => {
    await refuses("appointment.created", {}, "conflict");
    await refuses("appointment.scheduled", {}, "conflict");
    await refuses("webhook.failing", {}, "conflict");
    await refuses("webhook.exploded", {}, "invalid", "name");
    for (const name of [
      "room",
      "room.",
      ".booked",
      "room booked.now",
      "room.*",
      "rööm.booked",
      `room.${"x".repeat(100)}`,
    ])
      expect(eventTypeName.safeParse(name).success, name).toBe(false);
  });

  it("has a sample or a schema that does not fit", async () => {
    const name = newName();
    await refuses(name, { sample: { nights: 1 } }, "invalid", "sample.roomId");
    await refuses(name, { sample: { roomId: "r", tenantId: "t" } }, "invalid", "sample.tenantId");
    await refuses(name, { resourceIdField: "nights" }, "invalid", "sample.nights");
    await refuses(name, { resourceIdField: "floorId" }, "invalid", "sample.floorId");
    await refuses(name, { schema: { type: "text" } }, "invalid", "schema.type");
    await refuses(
      name,
      { schema: { properties: { roomId: { pattern: "^r" } } } },
      "invalid",
      "schema.properties.roomId.pattern",
    );
    await refuses(name, { schema: { $ref: "https://example.com/room.json" } }, "invalid", "schema.$ref");
    await refuses(name, { sample: { ...ROOM.sample, notes: "x".repeat(64 * 1024) } }, "invalid", "sample");
    await expect(getEventType(deps, { name })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("removing a type", () => {
  it("waits for its subscribers, and stored events are still delivered", async () => {
    const name = newName();
    const family = name.split(".")[0] ?? "";
    await put(name);
    await put(`${family}.left`);
    const webhook = await addWebhook(deps, actor, { url: receiver.url, events: [name, `${family}.*`] });
    await expect(removeEventType(deps, operator, { name })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`${name}: 1, the first is ${webhook.id}`),
    });
    await updateWebhook(deps, actor, { id: webhook.id, changes: { events: [`${family}.*`] } });
    const [accepted] = await send(name, { roomId: "r" });
    await removeEventType(deps, operator, { name });
    await expect(send(name, { roomId: "r" })).rejects.toMatchObject(refusal("invalid", "0.event"));
    await expect(removeEventType(deps, operator, { name })).rejects.toMatchObject({ code: "not_found" });
    receiver.requests.length = 0;
    await attemptFirst(deps, (await fanOut(deps, [accepted?.id ?? ""])).claims);
    expect(receiver.requests.map(({ body }) => JSON.parse(body.toString()))).toMatchObject([
      { event: name, roomId: "r" },
    ]);
    const again = await testWebhook(deps, actor, { id: webhook.id, eventId: accepted?.id ?? "" });
    expect(again).toMatchObject({ ok: true, delivery: { event: name } });
    // The last type of a family leaves no webhook behind with a wildcard that stands for nothing.
    await expect(removeEventType(deps, operator, { name: `${family}.left` })).rejects.toMatchObject({
      message: expect.stringContaining(`${family}.left or ${family}.*: 1`),
    });
    await deleteWebhook(deps, actor, { id: webhook.id });
    await removeEventType(deps, operator, { name: `${family}.left` });
  });

  it("frees the name for another type, which is compared with nothing", async () => {
    const name = newName();
    await put(name);
    await removeEventType(deps, operator, { name });
    const other = { schema: { required: ["deskId"] }, sample: { deskId: "d" }, resourceIdField: "deskId" };
    expect(await put(name, other)).toMatchObject({ version: 2, created: true });
    await send(name, { deskId: "d" });
    await expect(addWebhook(deps, actor, { events: [`${name}s`] })).rejects.toMatchObject(
      refusal("invalid", "events.0"),
    );
  });
});

it("lists the platform's types, newest first, page by page", async () => {
  const names = [newName(), newName(), newName()];
  for (const name of names) await put(name);
  const first = await listPlatformEventTypes(deps, { limit: 2 });
  expect(first.data.map(({ name }) => name)).toEqual([names[2], names[1]]);
  expect(first.nextCursor).not.toBeNull();
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDatabase } from "#database/database.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { createTenantStorage } from "#domain/storage/create-tenant-storage.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { acceptInngestEvent } from "#engine/accept/accept-inngest-event.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { storedBody } from "#tests/stored-body.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
  await deps.sql("DELETE FROM webhook_outbox");
});

const event = (changes: Partial<IncomingEvent> = {}): IncomingEvent => ({
  tenantId: actor.tenantId,
  externalId: null,
  event: "appointment.created",
  data: { tenantId: actor.tenantId, appointmentId: "abc123" },
  timestamp: new Date("2025-12-05T10:00:00Z"),
  ...changes,
});

const stored = async (of: Actor = actor) => (await listEvents(deps, of, { limit: 100 })).data;

const subscribe = (events: string[], url = `http://127.0.0.1:9/${events.join("-")}`) =>
  createWebhook(deps, actor, { url, events, description: "", headers: {}, active: true, rateLimitPerSecond: null });

it("acceptEvents uses one connection inside a transaction, also with a storage limit", async () => {
  const { log, clock } = deps;
  const { sql, inTenantTransaction, close } = createDatabase(database.urls.engine, { log, connectionsMax: 1 });
  const storage = createTenantStorage({ sql, clock, bytesMax: 1e9 });
  const accepted = inTenantTransaction(actor.tenantId, (bound) =>
    acceptEvents({ ...deps, ...bound, storage }, [event()]),
  );
  expect(await accepted).toMatchObject([{ duplicate: false }]);
  await close();
});

it("acceptEvents answers busy when retention deletes the first event of an external id meanwhile", async () => {
  await acceptEvents(deps, [event({ externalId: "bk_gone" })]);
  const sql: Deps["sql"] = (text, values) =>
    deps.sql<never>(text, values).catch(async (error: unknown) => {
      await deps.sql("DELETE FROM webhook_event WHERE tenant_id = $1", [actor.tenantId]);
      throw error;
    });
  const renamed = [event({ externalId: "bk_gone", event: "appointment.canceled" })];
  await expect(acceptEvents({ ...deps, sql }, renamed)).rejects.toMatchObject({ code: "busy" });
  expect(await acceptEvents(deps, renamed)).toMatchObject([{ duplicate: false }]);
});

it("acceptEvents passes all bodies as one binary parameter", async () => {
  const asked: unknown[] = [];
  const sql: Deps["sql"] = (text, values = []) => {
    asked.push(...values);
    return deps.sql(text, values);
  };
  await acceptEvents({ ...deps, sql }, [event(), event({ data: { appointmentId: "other" } })]);
  expect(asked.filter(Buffer.isBuffer)).toHaveLength(1);
  expect(asked.filter((value) => Array.isArray(value) && value.some(Buffer.isBuffer))).toEqual([]);
  const payloads = (await stored()).map(({ id }) => getEvent(deps, actor, { id }));
  expect(await Promise.all(payloads)).toMatchObject([
    { resourceId: "other", payload: { appointmentId: "other" } },
    { resourceId: "abc123", payload: { appointmentId: "abc123" } },
  ]);
});

describe("accepting events", () => {
  it("stores the exact body, without the tenantId inside data", async () => {
    const [accepted] = await acceptEvents(deps, [
      event({ data: { zebra: 1, tenantId: actor.tenantId, appointmentId: "abc123", alpha: { b: 1, a: 2 } } }),
    ]);
    expect((await storedBody(deps, accepted?.id ?? ""))?.toString()).toBe(
      `{"id":"${accepted?.id}","event":"appointment.created","apiVersion":"2026-12-01","tenantId":"${actor.tenantId}",` +
        `"timestamp":"2025-12-05T10:00:00.000Z","appointmentId":"abc123",` +
        `"data":{"zebra":1,"appointmentId":"abc123","alpha":{"b":1,"a":2}}}`,
    );
  });

  it("accepts an external id once for a tenant, and the first body wins", async () => {
    const [first] = await acceptEvents(deps, [event({ externalId: "bk_1" })]);
    const again = await acceptEvents(deps, [
      event({ externalId: "bk_1", data: { appointmentId: "other" } }),
      event({ externalId: "bk_2" }),
      event({ externalId: "bk_2" }),
    ]);
    expect(again.map(({ duplicate }) => duplicate)).toEqual([true, false, true]);
    expect(again[0]?.id).toBe(first?.id);
    expect(again[2]?.id).toBe(again[1]?.id);
    expect(await getEvent(deps, actor, { id: first?.id ?? "" })).toMatchObject({ resourceId: "abc123" });
    expect(await stored()).toHaveLength(2);
  });

  it("refuses an external id under another event name, naming the first event, and stores nothing of the request", async () => {
    const [first] = await acceptEvents(deps, [event({ externalId: "bk_1" })]);
    const canceled = event({ externalId: "bk_1", event: "appointment.canceled" });
    await expect(acceptEvents(deps, [event({ externalId: "bk_2" }), canceled])).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`${first?.id} (appointment.created)`),
      errors: [{ path: "1.id" }],
    });
    await expect(
      acceptEvents(deps, [event({ externalId: "bk_3" }), event({ externalId: "bk_3", event: "appointment.canceled" })]),
      "two in one request",
    ).rejects.toMatchObject({ code: "conflict", errors: [{ path: "1.id" }] });
    expect(await stored()).toHaveLength(1);
    expect(await deps.sql("SELECT 1 FROM webhook_payload WHERE tenant_id = $1", [actor.tenantId])).toHaveLength(1);
  });

  it("one of two concurrent events with the same external id and another name is refused", async () => {
    for (let round = 0; round < 20; round++) {
      const named = (name: string) => acceptEvents(deps, [event({ externalId: `bk_${round}`, event: name })]);
      const outcomes = await Promise.allSettled(["appointment.created", "appointment.canceled"].map(named));
      const refused = outcomes.filter(({ status }) => status === "rejected");
      expect(refused).toEqual([{ status: "rejected", reason: expect.objectContaining({ code: "conflict" }) }]);
    }
    expect(await stored()).toHaveLength(20);
  });

  it("two tenants may use the same external id", async () => {
    const other = await database.addTenant();
    await acceptEvents(deps, [event({ externalId: "bk_1" })]);
    const [theirs] = await acceptEvents(deps, [event({ externalId: "bk_1", tenantId: other.tenantId })]);
    expect(theirs?.duplicate).toBe(false);
    expect(await stored(other)).toHaveLength(1);
    await expect(getEvent(deps, actor, { id: theirs?.id ?? "" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("the same event posted at the same time is stored once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        acceptEvents(deps, [event({ externalId: "race_b" }), event({ externalId: "race_a" })]),
      ),
    );
    expect(new Set(answers.map(([one]) => one?.id)).size).toBe(1);
    expect(answers.flat().filter(({ duplicate }) => !duplicate)).toHaveLength(2);
  });

  it.each([
    ["an unknown type", { event: "appointment.exploded" }, "1.event", /appointment\.created/],
    ["a derived type", { event: "appointment.scheduled" }, "1.event", /appointment\.created/],
    ["an internal name", { event: "inngest/function.failed" }, "1.event", /internal/],
    ["bad data", { data: { appointmentId: 5 } }, "1.data.appointmentId", /use text/],
    ["an unknown tenant", { tenantId: "nobody" }, "1.data.tenantId", /nobody/],
    ["a year of five digits", { timestamp: new Date("9999-12-31T23:59:59-14:00") }, "1.timestamp", /1 to 9999/],
    ["the year 0", { timestamp: new Date("0000-01-01T00:00:00Z") }, "1.timestamp", /1 to 9999/],
    ["the year 0 in UTC", { timestamp: new Date("0001-01-01T00:00:00+14:00") }, "1.timestamp", /1 to 9999/],
  ])("refuses %s, naming event and field, and stores nothing of the request", async (_, bad, path, message) => {
    await expect(acceptEvents(deps, [event(), event(bad), event()])).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path, message: expect.stringMatching(message) }],
    });
    expect(await stored()).toHaveLength(0);
  });

  it.each(["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])(
    "shows an event of %s as it was sent",
    async (at) => {
      await acceptEvents(deps, [event({ timestamp: new Date(at) })]);
      expect(await stored()).toMatchObject([{ timestamp: at }]);
    },
  );

  it("a refused event becomes one rejected row with its reason", async () => {
    const bad = { ...event({ data: {} }), externalId: "in_1" };
    for (let i = 0; i < 2; i++)
      expect(await acceptInngestEvent(deps, bad)).toMatchObject({
        status: "rejected",
        reason: expect.stringContaining("appointmentId"),
      });
    expect(await stored()).toMatchObject([{ status: "rejected", externalId: "in_1" }]);
    expect(await acceptInngestEvent(deps, { ...event(), externalId: "in_1" })).toMatchObject({ status: "accepted" });
  });

  it.each([
    ["an id with NUL", { externalId: "a\0b" }],
    ["an id with half a character", { externalId: "bk_\ud800" }],
    ["an endless id", { externalId: "x".repeat(6_000) }],
    ["an impossible time", { timestamp: new Date(9e15) }],
    ["a year of five digits", { timestamp: new Date(Date.UTC(10_000)) }],
    [
      "data too deep to write down",
      { data: { appointmentId: "a", deep: JSON.parse("[".repeat(5_000) + "]".repeat(5_000)) } },
    ],
  ])("with %s is rejected, and never stops the others", async (_, bad) => {
    expect(await acceptInngestEvent(deps, { ...event(), externalId: "in_9", ...bad })).toMatchObject({
      status: "rejected",
    });
    expect(await stored()).toMatchObject([{ status: "rejected" }]);
  });

  it("an event for an unknown tenant becomes a rejected row", async () => {
    expect(await acceptInngestEvent(deps, { ...event({ tenantId: "nobody" }), externalId: "in_2" })).toMatchObject({
      status: "rejected",
    });
    expect(await stored({ ...actor, tenantId: "nobody" })).toMatchObject([{ status: "rejected" }]);
  });
});

describe("fan-out", () => {
  it("derived events are stored as own events when a webhook subscribes to them", async () => {
    await subscribe(["appointment.created", "appointment.changed"]);
    const [accepted] = await acceptEvents(deps, [event()]);
    await fanOut(deps, [accepted?.id ?? ""]);
    const events = await stored();
    expect(events.map(({ event: name }) => name).toSorted()).toEqual(["appointment.changed", "appointment.created"]);
    const changed = events.find(({ event: name }) => name === "appointment.changed");
    expect(changed).toMatchObject({ sourceEventId: accepted?.id, deliveries: [{ status: "pending" }] });
    expect((await getEvent(deps, actor, { id: changed?.id ?? "" })).payload).toMatchObject({
      id: changed?.id,
      event: "appointment.changed",
      appointmentId: "abc123",
    });
  });

  it("no event is derived without a subscriber, and a delivery explains why a webhook did not get an event", async () => {
    const webhook = await subscribe(["payment.completed"]);
    const [accepted] = await acceptEvents(deps, [event()]);
    expect((await getEvent(deps, actor, { id: accepted?.id ?? "" })).skipped).toEqual([
      { webhookId: webhook.id, reason: "not_dispatched" },
    ]);
    await fanOut(deps, [accepted?.id ?? ""]);
    expect(await stored()).toMatchObject([
      { deliveries: [], skipped: [{ webhookId: webhook.id, reason: "not_subscribed" }] },
    ]);
  });

  it("an event reaches only webhooks of its own tenant", async () => {
    await subscribe(["appointment.created"]);
    const other = await database.addTenant();
    const [accepted] = await acceptEvents(deps, [event({ tenantId: other.tenantId })]);
    expect(await fanOut(deps, [accepted?.id ?? ""])).toMatchObject({ claims: [], slow: [] });
  });
});

describe("taking undispatched events", () => {
  it("events are taken round-robin by tenant, each once until it is due again", async () => {
    const other = await database.addTenant();
    await acceptEvents(
      deps,
      Array.from({ length: 50 }, () => event()),
    );
    await acceptEvents(
      deps,
      Array.from({ length: 5 }, () => event({ tenantId: other.tenantId })),
    );
    const taken = await takeUndispatchedEvents(deps, { limit: 10 });
    expect(taken.filter(({ tenantId }) => tenantId === other.tenantId)).toHaveLength(5);
    expect(taken).toHaveLength(10);
    const rest = await takeUndispatchedEvents(deps, { limit: 100 });
    expect(rest).toHaveLength(45);
    expect(await takeUndispatchedEvents(deps, { limit: 100 })).toEqual([]);
    expect(taken.every(({ generation }) => generation === 1)).toBe(true);
  });

  it("two takers never get the same event", async () => {
    await acceptEvents(
      deps,
      Array.from({ length: 100 }, () => event()),
    );
    const answers = await Promise.all(Array.from({ length: 5 }, () => takeUndispatchedEvents(deps, { limit: 30 })));
    const ids = answers.flat().map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it("control characters and lone surrogates never cause an internal error", async () => {
  await expect(acceptEvents(deps, [event({ tenantId: "a\0b" })])).rejects.toMatchObject({ code: "invalid" });
  const odd = { ...event({ tenantId: "a\0b", event: "x\0y" }), externalId: "in\0_3" };
  expect(await acceptInngestEvent(deps, odd)).toMatchObject({ status: "rejected" });
  const [accepted] = await acceptEvents(deps, [event({ data: { appointmentId: "ok", notes: "a\0b \ud800" } })]);
  expect((await getEvent(deps, actor, { id: accepted?.id ?? "" })).payload).toMatchObject({
    data: { notes: "a\0b \ud800" },
  });
  await acceptEvents(deps, [event({ data: { appointmentId: "a\0b" } })]).catch((error) =>
    expect(error).toMatchObject({ code: "invalid" }),
  );
});

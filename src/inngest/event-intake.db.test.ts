import { Inngest } from "inngest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listEvents } from "#domain/events/list-events.ts";
import { answerEventIntake } from "#inngest/event-intake.ts";
import { createLimits } from "#server/limits.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

const EVENT_KEY = "evk_test";
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const post = (body: unknown, givenKey = EVENT_KEY, deps = database.deps) =>
  answerEventIntake(
    deps,
    new Request(`http://localhost/e/${givenKey}`, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
    { givenKey, eventKeys: [EVENT_KEY] },
  );

const created = (tenantId: string, changes: object = {}) => ({
  name: "appointment.created",
  data: { tenantId, appointmentId: "abc123" },
  ...changes,
});

const countEvents = async (tenantId: string) =>
  (await listEvents(database.deps, { tenantId, by: { kind: "system" } }, { limit: 100 })).data.length;

describe("the event API of the Inngest SDK", () => {
  it("takes what the unchanged SDK sends, one event or many, and answers its ids", async () => {
    const { tenantId } = await database.addTenant();
    const inngest = new Inngest({
      id: "booking",
      baseUrl: "http://localhost",
      eventKey: EVENT_KEY,
      isDev: false,
      fetch: async (_, init) => post(String(init?.body)),
    });
    const { ids } = await inngest.send([
      created(tenantId, { id: "a" }),
      created(tenantId, { id: "b", ts: 1_764_928_800_000 }),
    ]);
    const again = await inngest.send(created(tenantId, { id: "a" }));
    expect(ids).toHaveLength(2);
    expect(again.ids).toEqual([ids[0]]);
    expect(await countEvents(tenantId)).toBe(2);
    const answer = await post(created(tenantId));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ids: [expect.stringMatching(/^evt_/)], status: 200 });
  });

  it("answers 503 while too much is being sent, stores nothing, and gives back the room of whatever was answered", async () => {
    const { tenantId } = await database.addTenant();
    const limits = createLimits(database.deps.sql);
    const deps = { ...database.deps, limits };
    const large = created(tenantId, { data: { tenantId, appointmentId: "abc123", notes: "x".repeat(100_000) } });
    const leave = await limits.takeRoom(32 * 1024 * 1024);
    const refused = await post(large, EVENT_KEY, deps);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect((await post(created(tenantId), EVENT_KEY, deps)).status, "a small one").toBe(200);
    leave();
    expect((await post(large, EVENT_KEY, deps)).status).toBe(200);
    expect((await post(`${JSON.stringify(large)}}`, EVENT_KEY, deps)).status).toBe(400);
    (await limits.takeRoom(32 * 1024 * 1024))();
    expect(await countEvents(tenantId)).toBe(2);
  });

  it("answers 401 for an unknown key", async () => {
    const { tenantId } = await database.addTenant();
    expect((await post(created(tenantId), "evk_other")).status).toBe(401);
    expect(await countEvents(tenantId)).toBe(0);
  });

  it.each([
    ["not JSON", "{", /not JSON/],
    ["no name", { data: {} }, /0\.name/],
    ["an impossible time", { name: "appointment.created", id: "b7", ts: "zz" }, /0\.ts \(appointment\.created b7\)/],
    ["a year of five digits", { ...created("T"), ts: Date.UTC(10_000) }, /0\.ts \(appointment\.created\): must be/],
    ["an empty id", { name: "appointment.created", id: "" }, /0\.id/],
    ["half a character in an id", { ...created("T"), id: "bk_\udc00" }, /0\.id .*surrogate/],
    ["no object", 5, /0: /],
    [
      "bad data",
      [{ name: "appointment.created", data: { tenantId: "T", appointmentId: 7 } }],
      /0\.data\.appointmentId/,
    ],
    ["an unknown type", [{ name: "appointment.lost", data: { tenantId: "T" } }], /0\.name.*appointment\.created/],
    [
      "a derived type",
      { name: "appointment.scheduled", data: { tenantId: "T", appointmentId: "a" } },
      /appointment\.created/,
    ],
    ["an internal name", { name: "bellhop/event.accepted", data: {} }, /0\.name/],
    [
      "an unknown tenant",
      { name: "appointment.created", data: { tenantId: "X", appointmentId: "a" } },
      /0\.data\.tenantId/,
    ],
    ["no tenant", { name: "appointment.created", data: { appointmentId: "a" } }, /0\.data\.tenantId.*name the tenant/],
  ])("answers 400 for %s, says where, and stores nothing", async (_, body, message) => {
    const { tenantId } = await database.addTenant();
    const good = created(tenantId);
    const named = JSON.parse(JSON.stringify(body).replaceAll('"T"', JSON.stringify(tenantId)));
    const answer = await post(typeof body === "string" ? body : Array.isArray(named) ? [...named, good] : named);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toMatch(message);
    expect(await countEvents(tenantId)).toBe(0);
  });

  it("answers 413 for an event, a request or a number of events over the limit", async () => {
    const { tenantId } = await database.addTenant();
    const sized = (filler: number) =>
      created(tenantId, { id: "bk_1", data: { tenantId, appointmentId: "a", notes: "x".repeat(filler) }, ts: 1 });
    const room = 256 * 1024 - JSON.stringify(sized(0)).length;
    const large = sized(room + 1);
    expect((await post([created(tenantId), large])).status).toBe(413);
    expect((await post(Array.from({ length: 1_001 }, () => created(tenantId)))).status).toBe(413);
    expect((await post(" ".repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
    expect(await countEvents(tenantId)).toBe(0);
    expect((await post(sized(room))).status).toBe(200);
  });

  it("answers 503 with Retry-After while the database is away, never 200", async () => {
    const { tenantId } = await database.addTenant();
    const away = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const answer = await post(created(tenantId), EVENT_KEY, { ...database.deps, sql: () => Promise.reject(away) });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).not.toBeNull();
  });
});

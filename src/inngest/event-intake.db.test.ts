import { gzipSync } from "node:zlib";
import { Inngest } from "inngest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getEvent } from "#domain/events/get-event.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { answerEventIntake } from "#inngest/event-intake.ts";
import { createLimits } from "#server/rate-limits/limits.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { apiRequest, responseOf } from "#tests/rest/api-request.ts";

const EVENT_KEY = "evk_test";
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

type Sent = { deps?: EngineDeps; headers?: Record<string, string>; givenKey?: string; env?: string | null };

const send = async (body: BodyInit, { deps = database.deps, headers = {}, givenKey = EVENT_KEY, env }: Sent = {}) => {
  const request = apiRequest("POST", `/e/${givenKey}`, { headers, body });
  return responseOf(await answerEventIntake(deps, request, { givenKey, eventKeys: [EVENT_KEY], env }));
};

const post = (body: unknown, givenKey = EVENT_KEY, deps = database.deps, headers: Record<string, string> = {}) =>
  send(typeof body === "string" ? body : JSON.stringify(body), { givenKey, deps, headers });

const created = (tenantId: string, changes: object = {}) => ({
  name: "appointment.created",
  data: { tenantId, appointmentId: "abc123" },
  ...changes,
});

const countEvents = async (tenantId: string) =>
  (await listEvents(database.deps, { tenantId, by: { kind: "system" } }, { limit: 100 })).data.length;

describe("the event API of the Inngest SDK", () => {
  it("accepts one event or many from the unchanged SDK, and answers the ids", async () => {
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

  it("answers 503 while too many bytes arrive, stores nothing, and frees the memory of answered requests", async () => {
    const { tenantId } = await database.addTenant();
    const limits = createLimits(database.deps.sql);
    const deps = { ...database.deps, limits };
    const large = created(tenantId, { data: { tenantId, appointmentId: "abc123", notes: "x".repeat(100_000) } });
    const places = await Promise.all(["a", "b"].map((other) => limits.admitBody(other, 32 * 1024 * 1024)));
    const refused = await post(large, EVENT_KEY, deps);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect((await post(created(tenantId), EVENT_KEY, deps)).status, "a small one").toBe(200);
    for (const place of places) place.leave();
    expect((await post(large, EVENT_KEY, deps)).status).toBe(200);
    expect((await post(`${JSON.stringify(large)}}`, EVENT_KEY, deps)).status).toBe(400);
    for (const other of ["c", "d"]) (await limits.admitBody(other, 32 * 1024 * 1024)).leave();
    expect(await countEvents(tenantId)).toBe(2);
  });

  it("answers 401 for an unknown key", async () => {
    const { tenantId } = await database.addTenant();
    expect((await post(created(tenantId), "evk_other")).status).toBe(401);
    expect(await countEvents(tenantId)).toBe(0);
  });

  it.each([
    ["not JSON", "{", /not valid JSON/],
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

  it("makes a sandbox event of $mode test, takes it out of the data, and refuses other values", async () => {
    const actor = await database.addTenant();
    const { tenantId } = actor;
    const data = (changes: object) => ({ data: { tenantId, appointmentId: "abc123", ...changes } });
    const events = [created(tenantId, data({ $mode: "test", test: false })), created(tenantId, data({ test: true }))];
    const { ids } = (await (await post(events)).json()) as { ids: [string, string] };
    const [sandbox, live] = await Promise.all(ids.map((id) => getEvent(database.deps, actor, { id })));
    expect(sandbox).toMatchObject({ mode: "test", payload: { test: true, data: { test: false } } });
    expect(sandbox?.payload?.data).not.toHaveProperty("$mode");
    expect(live).toMatchObject({ mode: "live", payload: { data: { test: true } } });
    expect(live?.payload).not.toHaveProperty("test");
    for (const $mode of ["live", "TEST", true, null, {}]) {
      const answer = await post([created(tenantId), created(tenantId, data({ $mode }))]);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ path: "1.data.$mode" }] });
    }
    expect(await countEvents(tenantId)).toBe(1);
  });

  it("lists each field that is refused, for programs", async () => {
    const { tenantId } = await database.addTenant();
    const late = { name: "appointment.created", data: { tenantId, appointmentId: 7 } };
    expect(
      await (await post([created(tenantId), late, { ...created(tenantId), name: "appointment.lost" }])).json(),
    ).toEqual({
      error: expect.any(String),
      status: 400,
      errors: [
        { path: "1.data.appointmentId", message: "use text" },
        { path: "2.name", message: expect.stringContaining("appointment.lost") },
      ],
    });
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

  it("stores an event once when the SDK repeats it after a lost answer, also without ids", async () => {
    const { tenantId } = await database.addTenant();
    let tries = 0;
    const inngest = new Inngest({
      id: "booking",
      baseUrl: "http://localhost",
      eventKey: EVENT_KEY,
      isDev: false,
      fetch: async (_, init) => {
        const answer = await post(
          String(init?.body),
          EVENT_KEY,
          database.deps,
          Object.fromEntries(new Headers(init?.headers)),
        );
        if (++tries < 3) throw new TypeError("fetch failed");
        return answer;
      },
    });
    const { ids } = await inngest.send([created(tenantId), created(tenantId)]);
    expect(tries).toBe(3);
    expect(new Set(ids).size).toBe(2);
    expect(await countEvents(tenantId)).toBe(2);
    await inngest.send(created(tenantId));
    expect(await countEvents(tenantId), "another send is another event").toBe(3);
  });

  it("refuses events of another Inngest environment where one is set", async () => {
    const { tenantId } = await database.addTenant();
    const sendTo = (env: string | null, headers: Record<string, string>) =>
      send(JSON.stringify(created(tenantId)), { headers, env });
    const refused = await sendTo("production", { "x-inngest-env": "preview-42" });
    expect([refused.status, (await refused.json()).error]).toEqual([
      400,
      expect.stringMatching(/"preview-42".*"production"/),
    ]);
    expect(await countEvents(tenantId)).toBe(0);
    expect((await sendTo("production", { "x-inngest-env": "production" })).status).toBe(200);
    expect((await sendTo("production", {})).status).toBe(200);
    expect((await sendTo(null, { "x-inngest-env": "preview-42" })).status).toBe(200);
  });

  it("refuses an external id under another event name with 400 that names the first event", async () => {
    const { tenantId } = await database.addTenant();
    const first = await (await post(created(tenantId, { id: "bk_1" }))).json();
    const other = { ...created(tenantId, { id: "bk_1" }), name: "appointment.canceled" };
    const answer = await post([created(tenantId, { id: "bk_2" }), other]);
    expect(answer.status).toBe(400);
    expect((await answer.json()).error).toMatch(
      new RegExp(`${first.ids[0]} \\(appointment\\.created\\).* 1\\.id \\(appointment\\.canceled bk_1\\)`),
    );
    expect(await countEvents(tenantId)).toBe(1);
  });

  it("answers 415 for another charset or a coding, and 400 for text that is not UTF-8, and stores nothing", async () => {
    const { tenantId } = await database.addTenant();
    const text = JSON.stringify(created(tenantId, { id: "José" }));
    const latin = await send(text, { headers: { "content-type": "application/json; charset=ISO-8859-1" } });
    expect(latin.status).toBe(415);
    const packed = await send(new Uint8Array(gzipSync(text)), { headers: { "content-encoding": "gzip" } });
    expect([packed.status, packed.headers.get("accept-encoding")]).toEqual([415, "identity"]);
    expect((await send(new Uint8Array(Buffer.from(text, "latin1")))).status).toBe(400);
    expect(await countEvents(tenantId)).toBe(0);
    expect((await send(text, { headers: { "content-type": 'application/json; charset="utf-8"' } })).status).toBe(200);
  });

  it("rejects events of a tenant whose storage is full, without a body, and stores all others", async () => {
    const small = await testDatabase({ TENANT_STORAGE_MB: "1" });
    const [full, other] = [await small.addTenant(), await small.addTenant()];
    const large = (id: string) =>
      created(full.tenantId, { id, data: { tenantId: full.tenantId, appointmentId: "a", notes: "x".repeat(250_000) } });
    expect((await post(["1", "2", "3", "4", "5"].map(large), EVENT_KEY, small.deps)).status).toBe(200);
    const answer = await post([large("5"), large("6"), created(other.tenantId)], EVENT_KEY, small.deps);
    expect(answer.status).toBe(200);
    expect((await answer.json()).ids).toHaveLength(3);
    const events = (await listEvents(small.deps, full, { limit: 100 })).data;
    expect(events.map(({ externalId, status, reason }) => [externalId, status, reason])).toEqual([
      ["6", "rejected", "storage_full"],
      ...["5", "4", "3", "2", "1"].map((id) => [id, "accepted", null]),
    ]);
    expect(await small.deps.sql("SELECT 1 FROM webhook_payload WHERE tenant_id = $1", [full.tenantId])).toHaveLength(5);
    expect((await listEvents(small.deps, other, { limit: 100 })).data).toMatchObject([{ status: "accepted" }]);
    await small.close();
  });

  it("answers 503 with Retry-After while the database is unavailable, never 200", async () => {
    const { tenantId } = await database.addTenant();
    const away = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const sql = () => Promise.reject(away);
    const deps = { ...database.deps, sql, storeShared: shareCommits({ ...database.deps, sql }) };
    const answer = await post(created(tenantId), EVENT_KEY, deps);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).not.toBeNull();
  });
});

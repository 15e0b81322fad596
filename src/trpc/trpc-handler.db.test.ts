import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PageChange } from "#domain/context.ts";
import { findLivingSessions } from "#domain/sessions/find-living-sessions.ts";
import { personMark } from "#domain/sessions/person-mark.ts";
import { OTHER_PERSON_STATUS, PERSON_MARK_HEADER } from "#domain/sessions/person-mark.values.ts";
import { sessionMark } from "#domain/sessions/session-mark.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { sessionOf } from "#tests/session-of.ts";
import { until } from "#tests/until.ts";
import { LIVE_MARK_HEADER, LIVE_URL } from "#trpc/live-address.ts";
import { createStreamPlaces, STREAMS_MAX, type StreamPlaces } from "#trpc/stream-places.ts";
import { createTrpcHandler } from "#trpc/trpc-handler.ts";

const ORIGIN = "http://localhost:3000";

let database: TestDatabase;
let places: StreamPlaces;
let handler: ReturnType<typeof createTrpcHandler>;
let me: SignedIn;
let present: SignedIn | null;
let isOwnOrigin: boolean;
let unavailable: Error | null;
let warnings: object[];
const listeners = new Set<(change: PageChange) => void>();

beforeAll(async () => {
  database = await testDatabase();
  const actor = await database.addTenant();
  const { db } = database.deps;
  await db.user.create({
    data: { id: "usr_1", tenantId: actor.tenantId, name: "Owner", email: "owner@salon.example" },
  });
  me = sessionOf(actor);
});
afterAll(() => database.close());

beforeEach(async () => {
  present = me;
  isOwnOrigin = true;
  unavailable = null;
  warnings = [];
  const { deps } = database;
  const session = {
    id: me.sessionId,
    userId: me.userId,
    token: me.sessionId,
    expiresAt: new Date(Date.now() + 60_000),
  };
  await deps.db.session.upsert({ where: { id: session.id }, create: session, update: session });
  places = createStreamPlaces({ findLiving: (ids) => findLivingSessions(deps, ids) });
  handler = createTrpcHandler({
    contextOf: async () => ({
      deps: { ...deps, tenantDatabase: unavailable ? rejecting(unavailable) : deps.tenantDatabase },
      session: present,
      subscribeTenant: (_, onChange) => {
        listeners.add(onChange);
        return () => listeners.delete(onChange);
      },
    }),
    isOwnOrigin: () => isOwnOrigin,
    places,
    log: { ...deps.log, warn: (fields) => warnings.push(fields) },
  });
});

/** Database whose statements all fail. */
const rejecting = (error: Error): (typeof database.deps)["tenantDatabase"] => {
  const { deps } = database;
  return () => ({ db: deps.db, sql: () => Promise.reject(error) });
};

const get = (path: string, init?: RequestInit) => handler.GET(new Request(new URL(path, ORIGIN), init));
/** Opens as many streams as a session may have; closes all and returns none if one is refused. */
const openAll = async (): Promise<Response[] | null> => {
  const opened = await Promise.all(Array.from({ length: STREAMS_MAX.session }, () => open()));
  if (opened.every(({ status }) => status === 200)) return opened;
  for (const { body } of opened) await body?.cancel();
  return null;
};

const open = (signal?: AbortSignal) => get(LIVE_URL, signal ? { signal } : {});

/** Posts a body that counts the bytes read of it. */
const post = async (path: string, headers: Record<string, string> = {}) => {
  let chunks = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    chunks++;
    controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
  };
  const body = new ReadableStream({ pull }, { highWaterMark: 0 });
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body, duplex: "half" };
  const response = await handler.POST(new Request(`${ORIGIN}/api/trpc/${path}`, init));
  return { status: response.status, body: await response.json(), chunks };
};

const JSONL = { "trpc-accept": "application/jsonl" };

describe("a stranger", () => {
  beforeEach(() => {
    present = null;
  });

  it.each<[string, Record<string, string>]>([
    ["webhooks.create", {}],
    ["webhooks.create?batch=1", {}],
    ["webhooks.create,apiKeys.create?batch=1", JSONL],
    ["there.is.none", {}],
  ])("is refused at POST %s, and nothing that it sends is read", async (path, headers) => {
    const { status, body, chunks } = await post(path, headers);
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: { data: { code: "UNAUTHORIZED", httpStatus: 401 } } });
    expect(chunks).toBe(0);
  });

  it.each([
    "deliveries.list?input={",
    "eventTypes.list,deliveries.list?batch=1&input={",
    "live.changes?input={",
    "there.is.none?input={",
  ])("is refused at GET %s before the input is parsed", async (path) => {
    const response = await get(`/api/trpc/${path}`);
    expect(response.status).toBe(401);
    await response.text();
  });

  it("reads what is public, and no input is parsed for it either", async () => {
    const response = await get("/api/trpc/eventTypes.list?input={");
    expect(response.status).toBe(200);
    await response.text();
  });
});

describe("a signed-in person", () => {
  it("gets a forbidden call refused before its body is read", async () => {
    present = { ...me, role: "viewer" };
    const { status, body, chunks } = await post("webhooks.create");
    expect([status, chunks]).toEqual([403, 0]);
    expect(body).toMatchObject({ error: { data: { code: "FORBIDDEN", reason: "view_only" } } });
  });

  it("is asked to try again while the database is unavailable, and the log says why", async () => {
    unavailable = Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" });
    const response = await get("/api/trpc/webhooks.undelivered?input={}");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { data: { reason: "database_away" } } });
    expect(warnings).toEqual([{ handler: "tRPC", err: unavailable }]);
  });

  it("is told to open the dashboard's own address where a change comes from another origin", async () => {
    isOwnOrigin = false;
    const { status, body, chunks } = await post("webhooks.create");
    expect([status, chunks]).toEqual([403, 0]);
    expect(body).toMatchObject({ error: { data: { code: "FORBIDDEN", reason: "other_origin" } } });
  });

  it("gets a live stream for the session of the page only", async () => {
    const mark = (session: SignedIn) => ({ headers: { [LIVE_MARK_HEADER]: sessionMark(session) } });
    const own = await get(LIVE_URL, mark(me));
    const others = await get(LIVE_URL, mark({ ...me, sessionId: "ses_before" }));
    expect([own.status, others.status]).toEqual([200, 401]);
    await own.body?.cancel();
    await others.body?.cancel();
  });
});

describe("a page whose browser got another session", () => {
  const pageOf = (changes: Partial<SignedIn>) => ({ [PERSON_MARK_HEADER]: personMark({ ...me, ...changes }) });

  it.each([
    ["of another tenant", { tenantId: "ten_before" }],
    ["of another person of the same tenant", { userId: "usr_before" }],
  ])("%s may neither read nor change, and nothing that it sends is read", async (_, before) => {
    const headers = pageOf(before);
    const refusal = {
      error: { data: { code: "PRECONDITION_FAILED", httpStatus: OTHER_PERSON_STATUS, reason: "other_person" } },
    };
    for (const [path, accept] of [
      ["webhooks.create", {}] as const,
      ["webhooks.create,apiKeys.create?batch=1", JSONL] as const,
    ]) {
      const { status, body, chunks } = await post(path, { ...headers, ...accept });
      expect([status, chunks]).toEqual([OTHER_PERSON_STATUS, 0]);
      expect(body).toMatchObject(refusal);
    }
    const read = await get("/api/trpc/webhooks.isSendingPaused", { headers });
    expect(read.status).toBe(OTHER_PERSON_STATUS);
    expect(await read.json()).toMatchObject(refusal);
  });

  it("of the same person goes on, as does a caller without a mark", async () => {
    const headers = pageOf({ sessionId: "ses_before" });
    for (const init of [{ headers }, {}]) {
      const read = await get("/api/trpc/webhooks.isSendingPaused", init);
      expect(read.status).toBe(200);
      await read.text();
    }
  });

  it("hears that the session is over where there is none", async () => {
    present = null;
    expect((await post("webhooks.create", pageOf({}))).status).toBe(401);
  });
});

describe("live streams", () => {
  it("over the limit are refused with their own status, as are test sends", async () => {
    const held = await until("all places are taken", openAll);
    const refused = await open();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "30"]);
    expect(await refused.json()).toMatchObject({ error: { data: { code: "TOO_MANY_REQUESTS", httpStatus: 429 } } });
    const test = await post("webhooks.sendTest?batch=1", JSONL);
    expect([test.status, test.chunks]).toEqual([429, 0]);
    for (const { body } of held) await body?.cancel();
  });

  it("leave nothing behind after a thousand opened and aborted in any state", async () => {
    const openAndLeave = async (way: number) => {
      const abort = new AbortController();
      if (way === 0) abort.abort();
      const { body } = await until("a place is free", async () => {
        const response = await open(abort.signal);
        return response.status === 200 && response;
      });
      if (way === 1) return body?.cancel();
      if (way === 2) await body?.getReader().read();
      abort.abort();
    };
    for (let round = 0; round < 1_000 / STREAMS_MAX.session; round++) {
      await Promise.all(Array.from({ length: STREAMS_MAX.session }, (_, index) => openAndLeave(index % 4)));
    }
    const all = await until("all places are free", openAll);
    for (const { body } of all) await body?.cancel();
    await until("all listeners are gone", () => listeners.size === 0);
  });

  it("end with their session, and free their place", async () => {
    const response = await open();
    const text = response.text();
    await until("a listener is there", () => listeners.size === 1);
    await database.deps.db.session.delete({ where: { id: me.sessionId } });
    await places.endStale();
    expect(await text).toContain("event: connected");
    expect(listeners.size).toBe(0);
  });

  it("stay open while their session lasts", async () => {
    const reader = (await open()).body?.getReader();
    await reader?.read();
    await until("a listener is there", () => listeners.size === 1);
    await places.endStale();
    expect(listeners.size).toBe(1);
    await reader?.cancel();
    await until("all listeners are gone", () => listeners.size === 0);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";
import type { Actor } from "#domain/context.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { type HandOver, shareCommits } from "#engine/accept/share-commits.ts";
import type { FannedOut } from "#engine/dispatch/batch.ts";
import { type Begun, createDispatchAhead, type DispatchAhead, fanOutHanded } from "#engine/dispatch/dispatch-ahead.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { watchSql } from "#tests/bounds/world.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";
import { storedBody } from "#tests/stored-body.ts";
import { until } from "#tests/until.ts";

// Events that the web process hands to the worker while PostgreSQL stores them.

let database: TestDatabase;
/** Of the worker. */
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.asWorker("wrk_other");
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});
beforeEach(async () => {
  actor = await database.addTenant();
});

const EVENTS = ["appointment.created", "appointment.scheduled", "appointment.changed"];

const DATA = { appointmentId: "abc123", note: "ü".repeat(2_000) };
const NOTHING: Parameters<EngineDeps["sql"]> = ["SELECT WHERE false"];
const TRACEPARENT = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;

const sourceOf = (id = newId("evt")): SourceEvent => ({
  id,
  tenantId: actor.tenantId,
  mode: "live",
  event: "appointment.created",
  resourceId: "abc123",
  occurredAt: new Date(),
  traceParent: null,
  body: Buffer.from(JSON.stringify({ id, event: "appointment.created", data: DATA })),
});

/** Accepts one event as the web process does, and dispatches what it hands over as the worker does. */
const accept = async (externalId: string | null = null, hand: HandOver = () => {}) => {
  const { sql, sent } = watchSql(deps, "FOR NO KEY UPDATE");
  const given: SourceEvent[] = [];
  const fannedOut: Promise<FannedOut | null>[] = [];
  let isOver = false;
  // Within one process the worker's statement may overtake the one that takes the lock, on a new connection.
  const isStoring = (lock: number) =>
    until("the event is being stored", async () => isOver || (await waitersOf(lock, true)) > 0);
  const store = shareCommits(database.deps, (sources, lock) => {
    given.push(...sources);
    hand(sources, lock);
    fannedOut.push(isStoring(lock).then(() => fanOutHanded({ ...deps, sql }, sources, lock)));
  });
  const accepted = await acceptEvents(
    { ...database.deps, traceparent: () => TRACEPARENT },
    [{ tenantId: actor.tenantId, externalId, event: "appointment.created", data: DATA, timestamp: null }],
    { store },
  );
  const [{ id, duplicate } = expect.fail()] = accepted;
  isOver = true;
  const claims = (await Promise.all(fannedOut)).map((made) => made?.claims ?? null);
  return { id, duplicate, named: [{ eventId: id, tenantId: actor.tenantId }], given, claims, looks: sent.length };
};

/** Counts the transactions that hold the lock of a hand-over, or wait for it. */
const waitersOf = async (lock: number, isHeld: boolean) => {
  const asked = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted = $3";
  return (await deps.sql(asked, [ADVISORY_LOCKS.handedOver, lock, isHeld])).length;
};

/** Accepts one event that nobody is told of. */
const acceptUntold = async () => {
  const event = {
    tenantId: actor.tenantId,
    externalId: null,
    event: "appointment.created",
    data: DATA,
    timestamp: null,
  };
  const [{ id } = expect.fail()] = await acceptEvents(database.deps, [event]);
  return [{ eventId: id, tenantId: actor.tenantId }];
};

const rowsOf = async () => {
  const [counted] = await deps.sql<{ events: number; deliveries: number }>(
    `SELECT (SELECT count(*)::int FROM webhook_event WHERE tenant_id = $1) AS events,
      (SELECT count(*)::int FROM webhook_delivery WHERE tenant_id = $1) AS deliveries`,
    [actor.tenantId],
  );
  return counted;
};

it("an event is fanned out from what was handed over, without a statement that takes or reads it", async () => {
  await addWebhook(deps, actor, { events: EVENTS });
  const { given, id, claims, looks } = await accept();
  expect(looks).toBe(0);
  const [made] = claims;
  expect(made?.map(({ event }) => event).sort()).toEqual(EVENTS.toSorted());
  expect(new Set(made?.map(({ traceParent }) => traceParent))).toEqual(new Set([TRACEPARENT]));
  expect(Buffer.compare(given[0]?.body ?? expect.fail(), (await storedBody(deps, id)) ?? expect.fail())).toBe(0);
  expect(made?.every(({ unchangedAt }) => unchangedAt > 0)).toBe(true);
});

it("the fan-out waits for the transaction that stores its event, and sees what it committed", async () => {
  await addWebhook(deps, actor);
  const stored = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const ids = await acceptUntold();
  const [{ eventId } = expect.fail()] = ids;
  // The outbox row goes, and comes back in a transaction that stays open.
  const [row] = await deps.sql("DELETE FROM webhook_outbox WHERE event_id = $1 RETURNING *", [eventId]);
  const storing = deps.engineTransaction(async ({ sql }) => {
    await sql("SELECT 1 FROM pg_advisory_xact_lock($1, $2)", [ADVISORY_LOCKS.handedOver, 7]);
    await sql("INSERT INTO webhook_outbox SELECT * FROM jsonb_populate_record(NULL::webhook_outbox, $1)", [row]);
    stored.resolve();
    await commit.promise;
  });
  await stored.promise;
  const fannedOut = fanOutHanded(deps, [{ ...sourceOf(eventId), body: Buffer.from("{}") }], 7);
  await until("the statement waits", async () => (await waitersOf(7, false)) > 0);
  expect((await rowsOf())?.deliveries).toBe(0);
  commit.resolve();
  await storing;
  expect((await fannedOut)?.claims).toHaveLength(1);
});

it("an event that was handed over and never stored makes no row", async () => {
  await addWebhook(deps, actor, { events: EVENTS });
  expect(await fanOutHanded(deps, [sourceOf()], 1)).toBeNull();
  expect(await rowsOf()).toEqual({ events: 0, deliveries: 0 });
});

it("a duplicate that was handed over makes no second delivery", async () => {
  await addWebhook(deps, actor);
  const first = await accept("order-1");
  const second = await accept("order-1");
  expect(second).toMatchObject({ id: first.id, duplicate: true, claims: [null] });
  expect(await rowsOf()).toEqual({ events: 1, deliveries: 1 });
});

it("one delivery is made when another worker takes the event meanwhile", async () => {
  await addWebhook(deps, actor);
  const others: Promise<Begun>[] = [];
  const other = createDispatchAhead(deps);
  const { claims, named } = await accept(null, ([{ id } = expect.fail()]) => {
    others.push(other.begin([{ eventId: id, tenantId: actor.tenantId }]));
  });
  others.push(other.begin(named));
  const begun = (await Promise.all(others)).flatMap(({ events }) => events);
  const made = await Promise.all(begun.map(({ eventId }) => other.dispatch([eventId])));
  expect((claims[0]?.length ?? 0) + made.reduce((sum, { attempted }) => sum + attempted, 0)).toBe(1);
  expect(await rowsOf()).toEqual({ events: 1, deliveries: 1 });
});

it("events of a tenant with an ordered webhook are left to their announcement", async () => {
  await addWebhook(deps, actor, { ordered: true });
  expect((await accept()).claims).toEqual([null]);
  expect((await rowsOf())?.deliveries).toBe(0);
});

describe("a run", () => {
  beforeEach(() => addWebhook(deps, actor, { url: receiver.url }));
  const eventIdsOf = (events: readonly { eventId: string }[]) => events.map(({ eventId }) => eventId);
  /** Hands over an event whose transaction has ended: nobody holds the lock. */
  const handStored = async (ahead: DispatchAhead) => {
    const named = await acceptUntold();
    ahead.hand([sourceOf(named[0]?.eventId)], 1);
    return named;
  };

  it("takes the result of what was handed over, once, whether its announcement came or not", async () => {
    const ahead = createDispatchAhead(deps);
    const first = await handStored(ahead);
    const taken = ahead.takeHanded(first);
    expect(taken.events).toEqual(first);
    expect(ahead.takeHanded(first).events).toEqual([]);
    await taken.begun;
    const second = await handStored(ahead);
    await until("its fan-out is made", async () =>
      ahead.takeHanded([]).events.some(({ eventId }) => eventId === second[0]?.eventId),
    );
    const both = eventIdsOf([...first, ...second]);
    expect(await ahead.dispatch(both)).toMatchObject({ attempted: 2 });
    expect(await ahead.dispatch(both), "a step that runs again").toMatchObject({ attempted: 0 });
  });

  it("takes the results of announced events too, and dispatches from the rows what nobody began", async () => {
    const ahead = createDispatchAhead(deps);
    const [handed, announced, left] = [await handStored(ahead), await acceptUntold(), await acceptUntold()];
    expect(ahead.takeHanded([...handed, ...announced]).events).toEqual(handed);
    const { events, begun } = await ahead.begin(announced);
    expect(events).toEqual(announced);
    await begun;
    expect(await ahead.dispatch(eventIdsOf([...handed, ...announced, ...left]))).toMatchObject({ attempted: 3 });
    expect((await rowsOf())?.deliveries).toBe(3);
  });

  it("dispatches from the rows what was handed over too early, or could not be read", async () => {
    const away = createDispatchAhead({ ...deps, sql: () => Promise.reject(new Error("away")) });
    const early = createDispatchAhead({
      ...deps,
      sql: (...asked) => deps.sql(...(asked[0].includes("DELETE FROM webhook_outbox") && asked[2] ? NOTHING : asked)),
    });
    for (const ahead of [away, early]) {
      const named = await handStored(ahead);
      expect(ahead.takeHanded(named).events).toEqual(named);
      await ahead.whenIdle();
    }
    expect((await rowsOf())?.deliveries).toBe(0);
    const named = await handStored(early);
    early.takeHanded(named);
    expect(await early.dispatch(eventIdsOf(named))).toMatchObject({ attempted: 1 });
    await early.whenIdle();
    expect(early.takeHanded(named).events, "forgotten").toEqual([]);
  });
});

it("a request with a scheduled event, or with events of more than four tenants, is not handed over", async () => {
  const given: unknown[] = [];
  const store = shareCommits(deps, (sources) => given.push(sources.length));
  const event = {
    tenantId: actor.tenantId,
    externalId: null,
    event: "appointment.created",
    data: { appointmentId: "a" },
    timestamp: null,
  };
  await acceptEvents(deps, [event, { ...event, dueAt: new Date(Date.now() + 60_000) }], { store });
  const events = [event];
  for (let others = 1; others <= 4; others++) {
    const { tenantId } = await database.addTenant();
    events.push({ ...event, tenantId });
    await acceptEvents(deps, events, { store });
  }
  expect(given).toEqual([2, 3, 4]);
});

import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Actor } from "#domain/context.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { fanOutNamed } from "#engine/dispatch/dispatch-ahead.ts";
import { createHandedEvents, type HandedEvents } from "#engine/dispatch/handed-events.ts";
import { readWebhooks } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { watchSql } from "#tests/bounds/world.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";
import { storedBody } from "#tests/stored-body.ts";

// Events that the web process hands to the worker while PostgreSQL stores them.

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
let handed: HandedEvents;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
  handed = createHandedEvents(deps);
});

const EVENTS = ["appointment.created", "appointment.scheduled", "appointment.changed"];

const TRACEPARENT = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;

const sourceOf = (id = newId("evt")): SourceEvent => ({
  id,
  tenantId: actor.tenantId,
  mode: "live",
  event: "appointment.created",
  resourceId: "abc123",
  occurredAt: new Date(),
  traceParent: null,
  body: Buffer.from(JSON.stringify({ id, event: "appointment.created", data: { appointmentId: "abc123" } })),
});

/** Accepts one event as the web process does, with what it hands over. */
const accept = async (externalId: string | null = null) => {
  const given: SourceEvent[] = [];
  const store = shareCommits(deps, (sources) => {
    given.push(...sources);
    handed.hand(sources);
  });
  const data = { appointmentId: "abc123", note: "ü".repeat(2_000) };
  const event = { tenantId: actor.tenantId, externalId, event: "appointment.created", data, timestamp: null };
  const traced = { ...deps, traceparent: () => TRACEPARENT };
  const [accepted = expect.fail()] = await acceptEvents(traced, [event], { store });
  return { named: [{ eventId: accepted.id, tenantId: actor.tenantId }], given, ...accepted };
};

const dispatch = async (named: Parameters<HandedEvents["take"]>[0], from: HandedEvents | undefined = handed) => {
  const { sql, sent } = watchSql(deps, "FOR NO KEY UPDATE");
  const { fannedOut } = await fanOutNamed({ ...deps, sql }, named, from);
  return { claims: (await fannedOut).claims, looked: sent.length };
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
  const { named, given, id } = await accept();
  const { claims, looked } = await dispatch(named);
  expect(looked).toBe(0);
  expect(claims.map(({ event }) => event).sort()).toEqual(EVENTS.toSorted());
  expect(new Set(claims.map(({ traceParent }) => traceParent))).toEqual(new Set([TRACEPARENT]));
  expect(Buffer.compare(given[0]?.body ?? expect.fail(), (await storedBody(deps, id)) ?? expect.fail())).toBe(0);
  expect(claims.every(({ unchangedAt }) => unchangedAt > 0)).toBe(true);
  expect(await handed.take(named), "answered once").toBeNull();
});

it("an event that was handed over and never stored makes no row", async () => {
  await addWebhook(deps, actor, { events: EVENTS });
  const source = sourceOf();
  handed.hand([source]);
  expect((await dispatch([{ eventId: source.id, tenantId: actor.tenantId }])).claims).toEqual([]);
  expect(await rowsOf()).toEqual({ events: 0, deliveries: 0 });
});

it("a duplicate that was handed over makes no second delivery", async () => {
  await addWebhook(deps, actor);
  const first = await accept("order-1");
  const second = await accept("order-1");
  expect(second).toMatchObject({ id: first.id, duplicate: true });
  await dispatch(first.named);
  const ghosts = second.given.map(({ id, tenantId }) => ({ eventId: id, tenantId }));
  expect((await dispatch(ghosts)).claims).toEqual([]);
  expect(await rowsOf()).toEqual({ events: 1, deliveries: 1 });
});

it("one delivery is made when another worker takes the event meanwhile", async () => {
  await addWebhook(deps, actor);
  const { named } = await accept();
  const both = await Promise.all([dispatch(named), dispatch(named, createHandedEvents(deps))]);
  expect(both.flatMap(({ claims }) => claims)).toHaveLength(1);
  expect(await rowsOf()).toEqual({ events: 1, deliveries: 1 });
});

it("events of a tenant with an ordered webhook are read from the rows", async () => {
  await addWebhook(deps, actor, { ordered: true });
  const { named } = await accept();
  expect(await handed.take(named)).toBeNull();
});

it("events whose webhooks could not be read, or that no commit announced in time, are read from the rows", async () => {
  await addWebhook(deps, actor);
  const away = createHandedEvents({ ...deps, sql: () => Promise.reject(new Error("away")) });
  const source = sourceOf();
  const named = [{ eventId: source.id, tenantId: actor.tenantId }];
  away.hand([source]);
  expect(await away.take(named)).toBeNull();
  handed.hand([source]);
  expect(await handed.take(named)).toMatchObject({ sources: [{ id: source.id }] });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  handed.hand([source]);
  vi.advanceTimersByTime(2_000);
  vi.useRealTimers();
  expect(await handed.take(named)).toBeNull();
});

it("events that were handed over one by one are taken together, and only together with their batch", async () => {
  await addWebhook(deps, actor);
  const other = await database.addTenant();
  const { id: webhookId } = await addWebhook(deps, other);
  const sources = [sourceOf(), { ...sourceOf(), tenantId: other.tenantId }, sourceOf()];
  const named = sources.map(({ id, tenantId }) => ({ eventId: id, tenantId }));
  for (const source of sources) handed.hand([source]);
  const taken = await handed.take(named.toReversed());
  expect(taken?.sources).toEqual(sources);
  expect(taken?.subscriptions.map(({ tenantId }) => tenantId).sort()).toEqual([actor.tenantId, other.tenantId].sort());
  expect(taken?.subscriptions.map(({ subscriptionId }) => subscriptionId)).toContain(webhookId);
  handed.hand(sources);
  expect(await handed.take(named.slice(1))).toBeNull();
  // As a batch that was refused and stored in halves.
  handed.hand(sources);
  handed.hand(sources.slice(1));
  expect((await handed.take(named.slice(1)))?.sources).toEqual(sources.slice(1));
});

it("an event is found whose commit was heard before its message was read", async () => {
  await addWebhook(deps, actor);
  const source = sourceOf();
  const taking = handed.take([{ eventId: source.id, tenantId: actor.tenantId }]);
  handed.hand([source]);
  expect((await taking)?.sources).toEqual([source]);
});

it("the newest look at the webhooks of a tenant counts", async () => {
  const { id: webhookId } = await addWebhook(deps, actor);
  const looks = [await readWebhooks(deps, [actor.tenantId]), []];
  expect(looks[0]).toMatchObject([{ subscriptionId: webhookId }]);
  const handed = createHandedEvents({ ...deps, sql: async () => (looks.shift() ?? []) as never });
  const sources = [sourceOf(), sourceOf()];
  for (const source of sources) handed.hand([source]);
  const taken = await handed.take(sources.map(({ id, tenantId }) => ({ eventId: id, tenantId })));
  expect(taken).toEqual({ sources, subscriptions: [] });
});

it("the newest events are kept when many that were handed over are not taken", async () => {
  const handed = createHandedEvents({ ...deps, sql: () => Promise.resolve([]) });
  const sources = Array.from({ length: 9 }, () => sourceOf());
  for (const source of sources) {
    handed.hand([source]);
    // Webhooks are read for a bounded number of batches at once.
    await setImmediate();
  }
  const [first = expect.fail(), ...kept] = sources.map(({ id, tenantId }) => ({ eventId: id, tenantId }));
  expect(await handed.take([first])).toBeNull();
  expect((await handed.take(kept))?.sources).toHaveLength(8);
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

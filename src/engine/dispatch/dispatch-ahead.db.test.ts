import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Actor } from "#domain/context.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { HandOver } from "#engine/accept/insert-through-worker.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { storeEvents } from "#engine/accept/store-events.ts";
import { createDispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { watchSql } from "#tests/bounds/world.ts";
import { handedEvent, handTo, startHandingOver, TRACEPARENT } from "#tests/handed-events.ts";
import { storedBody } from "#tests/stored-body.ts";
import { until } from "#tests/until.ts";

// Events that the web process hands to the worker, which stores them with their deliveries; and announced ones.

let world: Awaited<ReturnType<typeof startHandingOver>>;
let deps: EngineDeps;
let actor: Actor;

beforeAll(async () => {
  world = await startHandingOver();
  deps = world.deps;
});
afterAll(() => world.close());
beforeEach(async () => {
  actor = await world.database.addTenant();
  world.receiver.requests.length = 0;
});

const EVENTS = ["appointment.created", "appointment.scheduled", "appointment.changed"];

const event = (externalId?: string) => handedEvent(actor, externalId);
const accept = (handOver: HandOver, events = [event()], sql?: EngineDeps["sql"]) => world.accept(handOver, events, sql);
const rowsOf = () => world.rowsOf(actor);
const toReceiver = (changes?: Parameters<typeof world.addReceiver>[1]) => world.addReceiver(actor, changes);

/** Rows of one accepted event, without ids, instants and numbers. */
const rowsLeftBy = async (accepted: { id: string } | undefined) => {
  const [rows] = await deps.sql(
    `SELECT to_jsonb(e) - ARRAY['id', 'created_at', 'occurred_at', 'external_id', 'order_no', 'xid'] AS event,
       p.body IS NULL AS "isPacked", ARRAY(
         SELECT to_jsonb(d) - ARRAY['id', 'event_id', 'created_at', 'last_attempt_at', 'delivered_at', 'ended_at', 'ended_xid']
         FROM webhook_delivery d WHERE d.event_id = e.id) AS deliveries
     FROM webhook_event e JOIN webhook_payload p ON p.event_id = e.id WHERE e.id = $1`,
    [accepted?.id],
  );
  return rows;
};

describe("an event that is handed over", () => {
  it("is stored with its deliveries in one statement, and sent before the web process answers", async () => {
    await toReceiver();
    const { sql, sent } = watchSql(deps, "webhook_");
    const ahead = createDispatchAhead({ ...deps, sql });
    const web = watchSql(world.database.deps, "INSERT");
    const [{ id, duplicate } = expect.fail()] = await accept(handTo(ahead), [event()], web.sql);
    expect(duplicate).toBe(false);
    expect(await rowsOf()).toEqual({ events: 1, outbox: 0, deliveries: 1 });
    expect(web.sent).toEqual([]);
    const [request = expect.fail()] = await world.arrived(ahead);
    expect(Buffer.compare(request.body, (await storedBody(deps, id)) ?? expect.fail())).toBe(0);
    const statements = sent.length;
    await accept(handTo(ahead));
    await world.arrived(ahead);
    // The first one read the webhooks: this one stores, and records.
    expect(sent.length - statements).toBeLessThan(statements);
    expect(world.receiver.requests).toHaveLength(2);
    const traced = await deps.sql("SELECT DISTINCT trace_parent FROM webhook_event WHERE tenant_id = $1", [
      actor.tenantId,
    ]);
    expect(traced).toEqual([{ trace_parent: TRACEPARENT }]);
  });

  it("brings the events that are derived from it", async () => {
    await toReceiver({ events: EVENTS });
    const ahead = createDispatchAhead(deps);
    const [{ id } = expect.fail()] = await accept(handTo(ahead));
    const sent = (await world.arrived(ahead)).map(({ body }) => JSON.parse(body.toString()).event);
    expect(sent.sort()).toEqual(EVENTS.toSorted());
    expect(await rowsOf()).toEqual({ events: 3, outbox: 0, deliveries: 3 });
    const numbers = await deps.sql(
      "SELECT count(*)::int AS count, count(DISTINCT order_no)::int AS numbers, count(source_event_id)::int AS derived FROM webhook_event WHERE id = $1 OR source_event_id = $1",
      [id],
    );
    expect(numbers).toEqual([{ count: 3, numbers: 1, derived: 2 }]);
  });

  it.each([false, true])("leaves the same rows as beside another one, packed bodies: %s", async (isPacked) => {
    for (const { bodyPacking } of [deps, world.database.deps]) {
      const before = bodyPacking.isOn();
      bodyPacking.note(isPacked);
      onTestFinished(() => bodyPacking.note(before));
    }
    await toReceiver();
    const ahead = createDispatchAhead(deps);
    // Long bodies are not packed.
    const [first, ...two] = ["1", "2", "3"].map((id) => ({
      ...event(id),
      data: { appointmentId: "abc123", note: "" },
    }));
    const [lone] = await accept(handTo(ahead), [first ?? expect.fail()]);
    const [one] = await accept(handTo(ahead), two);
    await world.arrived(ahead);
    const rows = await rowsLeftBy(lone);
    expect(rows).toMatchObject({
      isPacked,
      event: { status: "accepted" },
      deliveries: [{ status: "delivered", attempts: 1 }],
    });
    expect(rows).toEqual(await rowsLeftBy(one));
  });

  it("is not sent in a pause that this process does not know yet, and is in one of another tenant", async () => {
    await toReceiver();
    const ahead = createDispatchAhead(deps);
    const other = await world.database.addTenant();
    onTestFinished(async () => void (await deps.sql("DELETE FROM sending_pause")));
    for (const [tenantId, requests] of [
      [other.tenantId, 1],
      [actor.tenantId, 1],
    ] as const) {
      await deps.sql("INSERT INTO sending_pause (scope, cause) VALUES ($1, 'operator')", [`tenant:${tenantId}`]);
      await accept(handTo(ahead));
      expect(await world.arrived(ahead)).toHaveLength(requests);
    }
    expect(await rowsOf()).toEqual({ events: 2, outbox: 0, deliveries: 2 });
    const held = await deps.sql(
      "SELECT attempts, lease_token FROM webhook_delivery WHERE tenant_id = $1 AND due_at <= now()",
      [actor.tenantId],
    );
    expect(held).toEqual([{ attempts: 0, lease_token: null }]);
  });

  it("without a webhook is stored and done", async () => {
    const ahead = createDispatchAhead(deps);
    await accept(handTo(ahead));
    expect(await rowsOf()).toEqual({ events: 1, outbox: 0, deliveries: 0 });
  });

  it("whose external id is known makes no second delivery, and another event beside it is stored", async () => {
    await toReceiver();
    const ahead = createDispatchAhead(deps);
    const [first] = await accept(handTo(ahead), [event("order-1")]);
    const [again, other] = await accept(handTo(ahead), [event("order-1"), event("order-2")]);
    expect(again).toMatchObject({ id: first?.id, duplicate: true });
    expect(other).toMatchObject({ duplicate: false });
    const [third] = await accept(handTo(ahead), [event("order-2")]);
    expect(third).toMatchObject({ id: other?.id, duplicate: true });
    await world.arrived(ahead);
    expect(await rowsOf()).toEqual({ events: 2, outbox: 0, deliveries: 2 });
  });

  it("is refused as without the worker: another event name, and an unknown tenant", async () => {
    const ahead = createDispatchAhead(deps);
    await accept(handTo(ahead), [event("order-1")]);
    await expect(accept(handTo(ahead), [{ ...event("order-1"), event: "appointment.canceled" }])).rejects.toMatchObject(
      { code: "conflict" },
    );
    await expect(accept(handTo(ahead), [event(), { ...event(), tenantId: "nobody" }])).rejects.toMatchObject({
      code: "invalid",
    });
    expect(await rowsOf()).toEqual({ events: 1, outbox: 0, deliveries: 0 });
  });

  it("waits for its run if a webhook has changed since it was read, is ordered, or is new", async () => {
    const webhook = await toReceiver();
    const ahead = createDispatchAhead(deps);
    await accept(handTo(ahead));
    const changes = [
      () => updateWebhook(deps, actor, { id: webhook.id, changes: { description: "changed" } }),
      // As a new master key seals them again, which is no change for the tenant.
      () => deps.sql("UPDATE webhook_subscription SET headers = headers WHERE id = $1", [webhook.id]),
      () => toReceiver(),
      () => updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } }),
    ];
    for (const [done, change] of changes.entries()) {
      await change();
      await accept(handTo(ahead));
      expect((await rowsOf())?.outbox, "stored by the web process").toBe(done + 1);
      await accept(handTo(ahead));
      expect((await rowsOf())?.outbox, "stored by the worker, which has read again").toBe(done + 1);
    }
    await toReceiver({ ordered: true });
    for (const outbox of [5, 6]) {
      await accept(handTo(ahead));
      expect((await rowsOf())?.outbox).toBe(outbox);
    }
    await world.arrived(ahead);
  });

  it("is retried by its run when its first attempt fails", async () => {
    await toReceiver();
    const { answer } = world.receiver;
    world.receiver.answer = () => ({ status: 500 });
    onTestFinished(() => void Object.assign(world.receiver, { answer }));
    const handed: string[][] = [];
    const ahead = createDispatchAhead(deps, {
      onHanded: (events) => handed.push(events.map(({ eventId }) => eventId)),
    });
    const [{ id } = expect.fail()] = await accept(handTo(ahead));
    expect(handed).toEqual([[id]]);
    expect(ahead.takeHanded()).toEqual([{ eventId: id, tenantId: actor.tenantId }]);
    expect(ahead.takeHanded()).toEqual([]);
    const { own } = await ahead.dispatch([id]);
    expect(own).toHaveLength(1);
    expect(await ahead.dispatch([id]), "a step that runs again").toEqual({ attempted: 0, own: [], backlog: [] });
  });
});

describe("a run", () => {
  beforeEach(() => toReceiver());
  const named = (accepted: readonly { id: string }[]) =>
    accepted.map(({ id }) => ({ eventId: id, tenantId: actor.tenantId }));
  /** Accepts one event that nobody is told of. */
  const acceptUntold = async () => named(await acceptEvents(world.database.deps, [event()]));
  const eventIdsOf = (events: readonly { eventId: string }[]) => events.map(({ eventId }) => eventId);

  it("takes what was handed over and what was announced, and dispatches from the rows what nobody began", async () => {
    const ahead = createDispatchAhead(deps);
    const handed = named(await accept(handTo(ahead)));
    const [announced, left] = [await acceptUntold(), await acceptUntold()];
    const { events, begun } = await ahead.begin(announced);
    expect(events).toEqual(announced);
    await begun;
    const all = eventIdsOf([...handed, ...announced, ...left]);
    expect(await ahead.dispatch(all)).toMatchObject({ attempted: 3 });
    expect(await ahead.dispatch(all)).toMatchObject({ attempted: 0 });
    expect(await rowsOf()).toEqual({ events: 3, outbox: 0, deliveries: 3 });
  });

  it("dispatches from the rows what could not be read", async () => {
    const away = createDispatchAhead({ ...deps, sql: () => Promise.reject(new Error("away")) });
    const events = named(await accept(handTo(away)));
    await expect(away.begin(events)).rejects.toThrow("away");
    expect(await createDispatchAhead(deps).dispatch(eventIdsOf(events))).toMatchObject({ attempted: 1 });
  });

  it("makes one delivery when two workers begin the event", async () => {
    const [one, other] = [createDispatchAhead(deps), createDispatchAhead(world.database.deps)];
    const events = await acceptUntold();
    const begun = await Promise.all([one.begin(events), other.begin(events)]);
    expect(begun.flatMap((each) => each.events)).toEqual(events);
    const made = await Promise.all([one.dispatch(eventIdsOf(events)), other.dispatch(eventIdsOf(events))]);
    expect(made.reduce((sum, { attempted }) => sum + attempted, 0)).toBe(1);
    expect((await rowsOf())?.deliveries).toBe(1);
  });
});

it("a request with a scheduled or rejected event, or with events of more than four tenants, is not handed over", async () => {
  const given: number[] = [];
  const count: HandOver = async (rows) => {
    given.push(rows.length);
    return "left";
  };
  await accept(count, [event(), { ...event(), dueAt: new Date(Date.now() + 60_000) } as never]);
  const rejected = shareCommits(world.database.deps, count);
  await acceptEvents(world.database.deps, [event()], {
    store: (rows) => rejected(rows.map((row) => ({ ...row, rejectedReason: "storage_full", body: null }))),
  });
  const events = [event()];
  for (let others = 1; others <= 4; others++) {
    events.push({ ...event(), tenantId: (await world.database.addTenant()).tenantId });
    await accept(count, events);
  }
  expect(given).toEqual([2, 3, 4]);
});

it("a worker that stops waits for what it was given", async () => {
  await toReceiver();
  const ahead = createDispatchAhead(deps);
  const rows: NewEvent[] = [];
  await acceptEvents(world.database.deps, [event()], {
    store: async (given) => {
      rows.push(...given);
      return storeEvents(world.database.deps, []);
    },
  });
  void ahead.hand(rows);
  await ahead.whenIdle();
  await until("the event was sent", () => world.receiver.requests.length === 1);
  expect(await rowsOf()).toEqual({ events: 1, outbox: 0, deliveries: 1 });
});

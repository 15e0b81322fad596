import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canceled, created, type OutboxWorld, outboxWorld } from "#tests/client/outbox-world.ts";
import { until } from "#tests/until.ts";

let world: OutboxWorld;
beforeAll(async () => {
  world = await outboxWorld();
});
afterAll(() => world.database.close());
beforeEach(() => world.reset());

describe("what Bellhop refuses", () => {
  it.each([400, 409, 413, 422])("with %i is parked alone, with its reason; all others go on", async (status) => {
    world.behavior.reply = (events) =>
      events.some(({ data }) => data.notes === "bad") ? { status, error: "data.notes: too sad" } : null;
    await world.add(created("1"), created("2", "salon", "bad"), canceled("2"), created("3"));
    const { notices } = world.relay();
    await world.allSettled();
    expect(world.behavior.requests).toEqual([4, 1, 1, 1, 1]);
    expect(world.idsTaken()).toEqual([
      "1:appointment.created:1",
      "2:appointment.canceled:2",
      "3:appointment.created:1",
    ]);
    expect(await world.outbox.status()).toEqual({
      waiting: 0,
      parked: 1,
      oldestWaitingAt: null,
      waitingBecause: null,
      parkedEvents: [
        {
          id: expect.any(String),
          eventId: "2:appointment.created:1",
          name: "appointment.created",
          tenantId: "salon",
          reason: `${status}: data.notes: too sad`,
          createdAt: expect.any(Date),
        },
      ],
    });
    expect(notices).toEqual([
      {
        kind: "parked",
        id: expect.any(String),
        event: expect.stringContaining("bad"),
        reason: `${status}: data.notes: too sad`,
      },
    ]);
  });

  it("can be sent once more, under the same id, or given up", async () => {
    world.behavior.reply = () => ({ status: 422 });
    await world.add(created("1"), created("2"));
    const { wake } = world.relay();
    await world.allSettled();
    const [one, other] = (await world.outbox.status()).parkedEvents.map(({ id }) => id);
    world.behavior.reply = () => null;
    expect(await world.outbox.retry(one ?? "")).toBe(true);
    wake();
    await world.allSettled();
    expect(world.idsTaken()).toEqual(["1:appointment.created:1"]);
    expect([await world.outbox.drop(other ?? ""), await world.outbox.drop(other ?? "")]).toEqual([true, false]);
    expect([await world.outbox.retry(one ?? ""), await world.outbox.retry("x")]).toEqual([false, false]);
    expect((await world.outbox.status()).parked).toBe(0);
  });
});

describe("what may pass", () => {
  it.each([
    ["401", { status: 401 }],
    ["403", { status: 403 }],
    ["404", { status: 404 }],
    ["429", { status: 429 }],
    ["503", { status: 503, retryAfter: 0 }],
    ["no network", new Error("connection refused")],
  ])("is waited for after %s, in order, and parks nothing", async (_, answer) => {
    let fails = true;
    world.behavior.reply = () => (fails ? answer : null);
    await world.add(created("1"));
    const { notices } = world.relay();
    await until("it has waited", () => notices.length > 0);
    await world.add(canceled("1"));
    const status = await world.outbox.status();
    expect({ ...status, oldestWaitingAt: null }).toEqual({
      waiting: 2,
      parked: 0,
      oldestWaitingAt: null,
      waitingBecause: expect.stringMatching(answer instanceof Error ? /connection refused/ : /No\./),
      parkedEvents: [],
    });
    expect(status.oldestWaitingAt).toBeInstanceOf(Date);
    fails = false;
    await world.allSettled();
    expect(world.idsTaken()).toEqual(["1:appointment.created:1", "1:appointment.canceled:2"]);
    expect(notices.every(({ kind }) => kind === "waiting")).toBe(true);
  });

  it("a tenant over its limits holds no other tenant", async () => {
    world.behavior.reply = (events) =>
      events.some(({ data }) => data.tenantId === "spa") ? { status: 429, retryAfter: 60 } : null;
    await world.add(created("1", "spa"), created("1"), canceled("1", "spa"), created("2"));
    world.relay();
    await until("the other tenant is served", () => world.behavior.taken.length === 2);
    await world.add(created("3"));
    await until("and goes on", () => world.behavior.taken.length === 3);
    expect((await world.outbox.status()).waiting).toBe(2);
    expect(world.behavior.taken.map(({ data }) => data.tenantId)).toEqual(["salon", "salon", "salon"]);
  });

  it("a database that fails ends no relay", async () => {
    const { pool } = world.database;
    await world.add(created("1"));
    await pool.query("ALTER TABLE bellhop_outbox RENAME TO away");
    const { notices } = world.relay();
    await until("the failure is told", () => notices.some(({ kind }) => kind === "store"));
    await pool.query("ALTER TABLE away RENAME TO bellhop_outbox");
    await world.allSettled();
    expect(world.behavior.taken).toHaveLength(1);
  });
});

describe("several relays", () => {
  it("send each event once, and no later event of a resource before an earlier one", async () => {
    const ids = ["1", "2", "3", "4", "5"];
    for (let round = 0; round < 20; round++) await world.add(...ids.flatMap((id) => [created(id), canceled(id)]));
    const relays = Array.from({ length: 4 }, () => world.relay({ eventsMax: 7 }));
    await world.allSettled();
    await Promise.all(relays.map(({ stop }) => stop()));
    expect(world.behavior.taken).toHaveLength(200);
    for (const id of ids) {
      const sequences = world.behavior.taken
        .filter((event) => event.id.startsWith(`${id}:`))
        .map(({ data }) => data.sequence);
      expect(sequences).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    }
  });

  it("leave a resource alone while another one has its lease, and take it over when the lease ends", async () => {
    await world.add(created("1"));
    const lease = "UPDATE bellhop_outbox SET lease = 'other', due_at = now() + $1::int * interval '1 s'";
    await world.database.pool.query(lease, [600]);
    await world.add(canceled("1"), created("2"));
    world.relay();
    await until("the free one is sent", () => world.behavior.taken.length === 1);
    await world.add(created("3"));
    await until("the next one is sent", () => world.behavior.taken.length === 2);
    expect(world.idsTaken()).toEqual(["2:appointment.created:1", "3:appointment.created:1"]);
    await world.database.pool.query(`${lease} WHERE lease = 'other'`, [0]);
    await world.allSettled();
    expect(world.idsTaken().slice(2)).toEqual(["1:appointment.created:1", "1:appointment.canceled:2"]);
  });

  it("find what is due behind thousands of older events that stand behind a lease", async () => {
    await world.add(...Array.from({ length: 2_100 }, () => created("1")));
    await world.database.pool.query("UPDATE bellhop_outbox SET due_at = now() - interval '1 h'");
    await world.database.pool.query("UPDATE bellhop_outbox SET due_at = now() + interval '1 h' WHERE sequence = 1");
    await world.add(created("2"));
    world.relay();
    await until("the other resource is sent", () => world.behavior.taken.length > 0);
    expect(world.idsTaken()).toEqual(["2:appointment.created:1"]);
  });

  it("give back what is not sent when they are stopped", async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    world.behavior.reply = () => {
      arrive();
      return { status: 400 };
    };
    await world.add(created("1"), created("2"), created("3"));
    const { stop } = world.relay();
    await arrived;
    await stop();
    expect(world.behavior.requests).toEqual([3]);
    world.behavior.reply = () => null;
    world.relay();
    await world.allSettled();
    expect(world.behavior.taken).toHaveLength(3);
  });
});

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import {
  appointmentCanceled,
  appointmentCreated,
  type BellhopEvent,
  createBellhop,
  createOutbox,
  paymentCompleted,
  pgStore,
  prismaStore,
  type RelayNotice,
  type RelaySettings,
} from "#client/index.ts";
import { diffSchema } from "#database/migrations/schema-engine.ts";
import { type BookingDatabase, bookingDatabase } from "#tests/client/booking-database.ts";
import { makeDirectory, removeDirectory } from "#tests/directories.ts";
import { until } from "#tests/until.ts";

type Sent = { id: string; name: string; ts: number; data: { tenantId: string; sequence: number; notes?: string } };
type Reply = { status: number; error?: string; retryAfter?: number } | Error | null;

let database: BookingDatabase;
let outbox: ReturnType<typeof outboxTo>;
/** What Bellhop took, in order, and how many events each request had. */
let taken: Sent[];
let requests: number[];
/** What Bellhop answers; null = it takes the events. */
let reply: (events: Sent[]) => Reply;

beforeAll(async () => {
  database = await bookingDatabase();
  outbox = outboxTo();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query("TRUNCATE bellhop_outbox, bellhop_sequence, booking");
  taken = [];
  requests = [];
  reply = () => null;
});

const bellhop = createBellhop({
  baseUrl: "https://hooks.example.com",
  eventKey: "k",
  fetch: async (_, { body }) => {
    const events: Sent[] = JSON.parse(body);
    requests.push(events.length);
    const answer = reply(events);
    if (answer instanceof Error) throw answer;
    if (answer) {
      const headers: Record<string, string> =
        answer.retryAfter === undefined ? {} : { "retry-after": String(answer.retryAfter) };
      return Response.json({ error: answer.error ?? "No.", status: answer.status }, { status: answer.status, headers });
    }
    taken.push(...events);
    return Response.json({ ids: events.map(({ id }) => id), status: 200 });
  },
});

const outboxTo = () => createOutbox({ bellhop, store: pgStore(database.pool) });
const add = (...events: BellhopEvent[]) => database.inTransaction((client) => outbox.add(client, events));
const created = (appointmentId: string, tenantId = "salon", notes?: string) =>
  appointmentCreated({ tenantId, appointmentId, ...(notes ? { notes } : {}) });
const canceled = (appointmentId: string, tenantId = "salon") => appointmentCanceled({ tenantId, appointmentId });

/** A relay that runs until the test ends, and what it would log. */
const relay = (settings: RelaySettings = {}) => {
  const notices: RelayNotice[] = [];
  const running = outbox.startRelay({ pollMs: 20, onNotice: (notice) => notices.push(notice), ...settings });
  onTestFinished(() => running.stop());
  return { ...running, notices };
};
const allSettled = () => until("nothing waits", async () => (await outbox.status()).waiting === 0);
const idsTaken = () => taken.map(({ id }) => id);

const stores = {
  pg: (events: BellhopEvent[], fails: boolean) =>
    database.inTransaction(async (client) => {
      await client.query("INSERT INTO booking VALUES ('a', 1)");
      const ids = await outbox.add(client, events);
      if (fails) throw new Error("no place left");
      return ids;
    }),
  Prisma: (events: BellhopEvent[], fails: boolean) =>
    database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO booking VALUES ('a', 1)`;
      const ids = await createOutbox({ bellhop, store: prismaStore(database.prisma) }).add(tx, events);
      if (fails) throw new Error("no place left");
      return ids;
    }),
};

describe.each(Object.entries(stores))("in a transaction of %s", (_, book) => {
  it("events are kept with the booking, counted for each resource, and sent with ids of their own", async () => {
    const events = [
      created("1"),
      paymentCompleted({ tenantId: "salon", paymentId: "1" }),
      canceled("1"),
      created("1", "spa"),
      appointmentCreated({ tenantId: "salon", appointmentId: "2" }, { id: "own", at: new Date(5_000) }),
    ];
    const ids = await book(events, false);
    expect(ids).toEqual([
      "1:appointment.created:1",
      "1:payment.completed:1",
      "1:appointment.canceled:2",
      "1:appointment.created:1",
      "own",
    ]);
    relay();
    await allSettled();
    expect(idsTaken().sort()).toEqual([...ids].sort());
    expect(taken.find(({ id }) => id === "1:appointment.canceled:2")?.data).toEqual({
      tenantId: "salon",
      appointmentId: "1",
      sequence: 2,
    });
    expect(taken.find(({ id }) => id === "own")?.ts).toBe(5_000);
  });

  it("a booking that is rolled back emits nothing, and leaves no gap", async () => {
    await expect(book([created("1")], true)).rejects.toThrow("no place left");
    expect(await book([canceled("1")], false)).toEqual(["1:appointment.canceled:1"]);
    relay();
    await allSettled();
    expect(idsTaken()).toEqual(["1:appointment.canceled:1"]);
  });
});

it("the whole relay works with Prisma too: status, parked events, retry and drop", async () => {
  const own = createOutbox({ bellhop, store: prismaStore(database.prisma) });
  reply = ([first]) => (first?.name === "appointment.created" ? { status: 400, error: "No such salon." } : null);
  await database.prisma.$transaction((tx) => own.add(tx, [created("1"), created("2"), canceled("2")]));
  const running = own.startRelay({ pollMs: 20 });
  onTestFinished(() => running.stop());
  const { parkedEvents } = await until("two are parked", async () => {
    const status = await own.status();
    return status.waiting === 0 && status.parked === 2 && status;
  });
  const [one, other] = parkedEvents.map(({ id }) => id);
  reply = () => null;
  expect(await own.drop(one ?? "")).toBe(true);
  expect(await own.retry(other ?? "")).toBe(true);
  await until("it is empty", async () => {
    const { waiting, parked } = await own.status();
    return waiting + parked === 0;
  });
  expect(idsTaken()).toEqual(["2:appointment.canceled:2", "2:appointment.created:1"]);
});

it("transactions that change the same resources in crossing order wait for each other, and never deadlock", async () => {
  const resources = ["a", "B", "c", "é"];
  const change = (round: number) => {
    const shifted = resources.map((_, index) => resources[(index + round) % 4] ?? "");
    return add(...(round % 2 ? shifted : shifted.reverse()).map((id) => canceled(id)));
  };
  await Promise.all(Array.from({ length: 200 }, (_, round) => change(round)));
  relay();
  await allSettled();
  for (const id of resources) {
    const sequences = taken.filter((event) => event.id.startsWith(`${id}:`)).map(({ data }) => data.sequence);
    expect(sequences).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  }
});

it("an event that counts by itself, or names no resource, is a mistake that fails the booking", async () => {
  await expect(add(appointmentCanceled({ tenantId: "salon", appointmentId: "1", sequence: 7 }))).rejects.toThrow(
    "leave out",
  );
  await expect(add(canceled(""))).rejects.toThrow("data.appointmentId");
});

describe("what Bellhop refuses", () => {
  it.each([400, 409, 413, 422])("with %i is parked alone, with its reason; all others go on", async (status) => {
    reply = (events) =>
      events.some(({ data }) => data.notes === "bad") ? { status, error: "data.notes: too sad" } : null;
    await add(created("1"), created("2", "salon", "bad"), canceled("2"), created("3"));
    const { notices } = relay();
    await allSettled();
    expect(requests).toEqual([4, 1, 1, 1, 1]);
    expect(idsTaken()).toEqual(["1:appointment.created:1", "2:appointment.canceled:2", "3:appointment.created:1"]);
    expect(await outbox.status()).toEqual({
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
      { kind: "parked", event: expect.stringContaining("bad"), reason: `${status}: data.notes: too sad` },
    ]);
  });

  it("can be sent once more, under the same id, or given up", async () => {
    reply = () => ({ status: 422 });
    await add(created("1"), created("2"));
    const { wake } = relay();
    await allSettled();
    const [one, other] = (await outbox.status()).parkedEvents.map(({ id }) => id);
    reply = () => null;
    expect(await outbox.retry(one ?? "")).toBe(true);
    wake();
    await allSettled();
    expect(idsTaken()).toEqual(["1:appointment.created:1"]);
    expect([await outbox.drop(other ?? ""), await outbox.drop(other ?? "")]).toEqual([true, false]);
    expect([await outbox.retry(one ?? ""), await outbox.retry("x")]).toEqual([false, false]);
    expect((await outbox.status()).parked).toBe(0);
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
    reply = () => (fails ? answer : null);
    await add(created("1"));
    const { notices } = relay();
    await until("it has waited", () => notices.length > 0);
    await add(canceled("1"));
    const status = await outbox.status();
    expect({ ...status, oldestWaitingAt: null }).toEqual({
      waiting: 2,
      parked: 0,
      oldestWaitingAt: null,
      waitingBecause: expect.stringMatching(answer instanceof Error ? /connection refused/ : /No\./),
      parkedEvents: [],
    });
    expect(status.oldestWaitingAt).toBeInstanceOf(Date);
    fails = false;
    await allSettled();
    expect(idsTaken()).toEqual(["1:appointment.created:1", "1:appointment.canceled:2"]);
    expect(notices.every(({ kind }) => kind === "waiting")).toBe(true);
  });

  it("a tenant over its limits holds no other tenant", async () => {
    reply = (events) => (events.some(({ data }) => data.tenantId === "spa") ? { status: 429, retryAfter: 60 } : null);
    await add(created("1", "spa"), created("1"), canceled("1", "spa"), created("2"));
    relay();
    await until("the other tenant is served", () => taken.length === 2);
    await add(created("3"));
    await until("and goes on", () => taken.length === 3);
    expect((await outbox.status()).waiting).toBe(2);
    expect(taken.map(({ data }) => data.tenantId)).toEqual(["salon", "salon", "salon"]);
  });

  it("a database that fails ends no relay", async () => {
    const { pool } = database;
    await add(created("1"));
    await pool.query("ALTER TABLE bellhop_outbox RENAME TO away");
    const { notices } = relay();
    await until("the failure is told", () => notices.some(({ kind }) => kind === "store"));
    await pool.query("ALTER TABLE away RENAME TO bellhop_outbox");
    await allSettled();
    expect(taken).toHaveLength(1);
  });
});

describe("several relays", () => {
  it("send each event once, and no later event of a resource before an earlier one", async () => {
    const ids = ["1", "2", "3", "4", "5"];
    for (let round = 0; round < 20; round++) await add(...ids.flatMap((id) => [created(id), canceled(id)]));
    const relays = Array.from({ length: 4 }, () => relay({ eventsMax: 7 }));
    await allSettled();
    await Promise.all(relays.map(({ stop }) => stop()));
    expect(taken).toHaveLength(200);
    for (const id of ids) {
      const sequences = taken.filter((event) => event.id.startsWith(`${id}:`)).map(({ data }) => data.sequence);
      expect(sequences).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    }
  });

  it("leave a resource alone while another one has its lease, and take it over when the lease ends", async () => {
    await add(created("1"));
    const lease = "UPDATE bellhop_outbox SET lease = 'other', due_at = now() + $1::int * interval '1 s'";
    await database.pool.query(lease, [600]);
    await add(canceled("1"), created("2"));
    relay();
    await until("the free one is sent", () => taken.length === 1);
    await add(created("3"));
    await until("the next one is sent", () => taken.length === 2);
    expect(idsTaken()).toEqual(["2:appointment.created:1", "3:appointment.created:1"]);
    await database.pool.query(`${lease} WHERE lease = 'other'`, [0]);
    await allSettled();
    expect(idsTaken().slice(2)).toEqual(["1:appointment.created:1", "1:appointment.canceled:2"]);
  });

  it("find what is due behind thousands of older events that stand behind a lease", async () => {
    await add(...Array.from({ length: 2_100 }, () => created("1")));
    await database.pool.query("UPDATE bellhop_outbox SET due_at = now() - interval '1 h'");
    await database.pool.query("UPDATE bellhop_outbox SET due_at = now() + interval '1 h' WHERE sequence = 1");
    await add(created("2"));
    relay();
    await until("the other resource is sent", () => taken.length > 0);
    expect(idsTaken()).toEqual(["2:appointment.created:1"]);
  });

  it("give back what is not sent when they are stopped", async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    reply = () => {
      arrive();
      return { status: 400 };
    };
    await add(created("1"), created("2"), created("3"));
    const { stop } = relay();
    await arrived;
    await stop();
    expect(requests).toEqual([3]);
    reply = () => null;
    relay();
    await allSettled();
    expect(taken).toHaveLength(3);
  });
});

it("the Prisma model and the SQL make the same tables", async () => {
  const directory = makeDirectory();
  onTestFinished(() => removeDirectory(directory));
  const files = { schema: join(directory, "schema.prisma"), migrations: join(directory, "migrations") };
  const model = readFileSync(join(import.meta.dirname, "outbox.prisma"), "utf8");
  writeFileSync(files.schema, `datasource db {\n  provider = "postgresql"\n}\n${model}`);
  mkdirSync(join(files.migrations, "20260101000000_outbox"), { recursive: true });
  cpSync(join(import.meta.dirname, "outbox.sql"), join(files.migrations, "20260101000000_outbox", "migration.sql"));
  writeFileSync(join(files.migrations, "migration_lock.toml"), 'provider = "postgresql"\n');
  expect(await diffSchema(database.url, files)).toBeNull();
});

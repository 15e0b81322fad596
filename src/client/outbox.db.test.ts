import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import {
  appointmentCanceled,
  appointmentCreated,
  type BellhopEvent,
  createOutbox,
  paymentCompleted,
  prismaStore,
} from "#client/index.ts";
import { diffSchema } from "#database/migrations/schema-engine.ts";
import { canceled, created, type OutboxWorld, outboxWorld } from "#tests/client/outbox-world.ts";
import { makeDirectory, removeDirectory } from "#tests/directories.ts";
import { until } from "#tests/until.ts";

let world: OutboxWorld;
beforeAll(async () => {
  world = await outboxWorld();
});
afterAll(() => world.database.close());
beforeEach(() => world.reset());

const stores = {
  pg: (events: BellhopEvent[], fails: boolean) =>
    world.database.inTransaction(async (client) => {
      await client.query("INSERT INTO booking VALUES ('a', 1)");
      const ids = await world.outbox.add(client, events);
      if (fails) throw new Error("no place left");
      return ids;
    }),
  Prisma: (events: BellhopEvent[], fails: boolean) =>
    world.database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO booking VALUES ('a', 1)`;
      const ids = await createOutbox({ bellhop: world.bellhop, store: prismaStore(world.database.prisma) }).add(
        tx,
        events,
      );
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
    world.relay();
    await world.allSettled();
    expect(world.idsTaken().sort()).toEqual([...ids].sort());
    expect(world.behavior.taken.find(({ id }) => id === "1:appointment.canceled:2")?.data).toEqual({
      tenantId: "salon",
      appointmentId: "1",
      sequence: 2,
    });
    expect(world.behavior.taken.find(({ id }) => id === "own")?.ts).toBe(5_000);
  });

  it("a booking that is rolled back emits nothing, and leaves no gap", async () => {
    await expect(book([created("1")], true)).rejects.toThrow("no place left");
    expect(await book([canceled("1")], false)).toEqual(["1:appointment.canceled:1"]);
    world.relay();
    await world.allSettled();
    expect(world.idsTaken()).toEqual(["1:appointment.canceled:1"]);
  });
});

it("the whole relay works with Prisma too: status, parked events, retry and drop", async () => {
  const own = createOutbox({ bellhop: world.bellhop, store: prismaStore(world.database.prisma) });
  world.behavior.reply = ([first]) =>
    first?.name === "appointment.created" ? { status: 400, error: "No such salon." } : null;
  await world.database.prisma.$transaction((tx) => own.add(tx, [created("1"), created("2"), canceled("2")]));
  const running = own.startRelay({ pollMs: 20 });
  onTestFinished(() => running.stop());
  const { parkedEvents } = await until("two are parked", async () => {
    const status = await own.status();
    return status.waiting === 0 && status.parked === 2 && status;
  });
  const [one, other] = parkedEvents.map(({ id }) => id);
  world.behavior.reply = () => null;
  expect(await own.drop(one ?? "")).toBe(true);
  expect(await own.retry(other ?? "")).toBe(true);
  await until("it is empty", async () => {
    const { waiting, parked } = await own.status();
    return waiting + parked === 0;
  });
  expect(world.idsTaken()).toEqual(["2:appointment.canceled:2", "2:appointment.created:1"]);
});

it("transactions that change the same resources in crossing order wait for each other, and never deadlock", async () => {
  const resources = ["a", "B", "c", "é"];
  const change = (round: number) => {
    const shifted = resources.map((_, index) => resources[(index + round) % 4] ?? "");
    return world.add(...(round % 2 ? shifted : shifted.reverse()).map((id) => canceled(id)));
  };
  await Promise.all(Array.from({ length: 200 }, (_, round) => change(round)));
  world.relay();
  await world.allSettled();
  for (const id of resources) {
    const sequences = world.behavior.taken
      .filter((event) => event.id.startsWith(`${id}:`))
      .map(({ data }) => data.sequence);
    expect(sequences).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  }
});

it("a sandbox event counts apart from live ones of the same resource", async () => {
  const sandboxed = appointmentCanceled({ tenantId: "salon", appointmentId: "1", $mode: "test" });
  await world.add(created("1"), sandboxed, canceled("1"));
  const { rows } = await world.database.pool.query("SELECT event_id FROM bellhop_outbox ORDER BY id");
  expect(rows.map(({ event_id }) => event_id)).toEqual([
    "1:appointment.created:1",
    "1:appointment.canceled:1",
    "1:appointment.canceled:2",
  ]);
});

it("an event that counts by itself, or names no resource, is a mistake that fails the booking", async () => {
  await expect(world.add(appointmentCanceled({ tenantId: "salon", appointmentId: "1", sequence: 7 }))).rejects.toThrow(
    "leave out",
  );
  await expect(world.add(canceled(""))).rejects.toThrow("data.appointmentId");
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
  expect(await diffSchema(world.database.url, files)).toBeNull();
});

import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import { createHandOver, receiveHandOver } from "#server/hand-over.ts";
import { until } from "#tests/until.ts";

let folder: string;
const atEnd: (() => void)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hand-over-"));
});
afterEach(() => {
  for (const end of atEnd.splice(0)) end();
  rmSync(folder, { recursive: true });
});

const path = () => join(folder, "worker.sock");

const row = (id: string, bytes = 10): NewEvent => ({
  id,
  tenantId: "salon ü",
  mode: "live",
  event: "appointment.created",
  resourceId: null,
  occurredAt: new Date(1_700_000_000_123),
  traceParent: "00-1-2-01",
  externalId: "order-1",
  dueAt: null,
  rejectedReason: null,
  body: Buffer.alloc(bytes, "ü"),
});

type Hand = Parameters<typeof receiveHandOver>[1];

const storeAll: Hand = async (rows) => rows.map(({ id }) => id);

const receive = async (hand: Hand = storeAll) => {
  const received: NewEvent[][] = [];
  const log = { debug: vi.fn(), warn: vi.fn() };
  const receiver = await receiveHandOver(
    path(),
    (rows) => {
      received.push([...rows]);
      return hand(rows);
    },
    log,
  );
  atEnd.push(receiver.close);
  return { ...receiver, received, log };
};

const give = () => {
  const giver = createHandOver(path(), { warn: vi.fn() });
  atEnd.push(giver.close);
  return giver;
};

/** Hands events over once the worker is there. */
const handed = async ({ handOver }: ReturnType<typeof give>, rows: readonly NewEvent[]) => {
  let outcome: Awaited<ReturnType<typeof handOver>> = "left";
  await until("the worker took them", async () => {
    outcome = await handOver(rows);
    return outcome !== "left";
  });
  return outcome;
};

it("events arrive as they were given, and the answer names those that were stored", async () => {
  const { received } = await receive(async (rows) => rows.slice(1).map(({ id }) => id));
  expect(await handed(give(), [row("evt_1"), row("evt_2", 60_000)])).toEqual(["evt_2"]);
  const got = received[0]?.map((one) => ({ ...one, body: one.body && Buffer.from(one.body) }));
  expect(got).toEqual([row("evt_1"), row("evt_2", 60_000)]);
});

it("events are left to the web process without a worker, and by one that refuses them or fails", async () => {
  const giver = give();
  expect(await giver.handOver([row("evt_1")])).toBe("left");
  let answers = 0;
  const { received, log } = await receive(async (rows) => {
    answers++;
    if (answers === 1) return storeAll(rows);
    if (answers === 2) return null;
    throw new Error("away");
  });
  await handed(giver, [row("evt_1")]);
  for (let n = 0; n < 2; n++) expect(await giver.handOver([row("evt_1")])).toBe("left");
  expect(received).toHaveLength(3);
  expect(log.debug.mock.calls).toEqual([[{ err: new Error("away") }, expect.stringContaining("handed over")]]);
});

it("a worker that starts again after its death gets events, and those that it had are unknown", async () => {
  const giver = give();
  for (const id of ["evt_1", "evt_2"]) {
    const { received, close } = await receive((rows) => (rows.length > 1 ? new Promise(() => {}) : storeAll(rows)));
    expect(await handed(giver, [row(id)])).toEqual([id]);
    const open = giver.handOver([row("evt_3"), row("evt_4")]);
    await until("the worker has them", () => received.length === 2);
    close();
    expect(await open).toBe("unknown");
  }
});

it("a worker that hangs delays one batch: until it has answered, it gets no other", async () => {
  const giver = give();
  const answer = Promise.withResolvers<void>();
  const { received } = await receive(async (rows) => {
    if (rows[0]?.id === "evt_2") await answer.promise;
    return storeAll(rows);
  });
  await handed(giver, [row("evt_1")]);
  expect(await giver.handOver([row("evt_2")])).toBe("unknown");
  for (let n = 0; n < 3; n++) expect(await giver.handOver([row("evt_3")])).toBe("left");
  expect(received).toHaveLength(2);
  answer.resolve();
  expect(await handed(giver, [row("evt_4")])).toEqual(["evt_4"]);
});

it("what is no message ends its connection, and is logged, on both sides", async () => {
  const { received, log } = await receive();
  const wrong = [Buffer.from([255, 255, 255, 255]), Buffer.from([0, 0, 0, 3, 1, 2, 3])];
  for (const bytes of wrong) {
    const socket = connect(path());
    const ended = new Promise((resolve) => socket.on("close", resolve));
    socket.write(bytes);
    await ended;
  }
  expect(log.warn).toHaveBeenCalledTimes(2);
  expect(received).toEqual([]);
  rmSync(path(), { force: true });
  const sockets: Socket[] = [];
  const strange = createServer((socket) => sockets.push(socket.on("data", () => socket.write(wrong[0] ?? ""))));
  await new Promise<void>((resolve) => strange.listen(path(), resolve));
  atEnd.push(() => void strange.close());
  const webLog = { warn: vi.fn() };
  const giver = createHandOver(path(), webLog);
  atEnd.push(giver.close);
  expect(await handed(giver, [row("evt_1")])).toBe("unknown");
  expect(webLog.warn).toHaveBeenCalled();
});

it("a path that cannot be opened is a warning: the web process stores the events", async () => {
  const log = { debug: vi.fn(), warn: vi.fn() };
  const { close } = await receiveHandOver(join(folder, "missing", "worker.sock"), storeAll, log);
  expect(log.warn).toHaveBeenCalledTimes(1);
  close();
});

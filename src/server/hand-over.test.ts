import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import { createHandOver, receiveHandOver } from "#server/hand-over.ts";
import { until } from "#tests/until.ts";

const LOCK = 2 ** 31 - 1;

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

const source = (id: string, bytes = 10): SourceEvent => ({
  id,
  tenantId: "salon ü",
  mode: "live",
  event: "appointment.created",
  resourceId: null,
  occurredAt: new Date(1_700_000_000_123),
  traceParent: "00-1-2-01",
  body: Buffer.alloc(bytes, "ü"),
});

const receive = async () => {
  const received: SourceEvent[][] = [];
  const log = { warn: vi.fn() };
  const receiver = await receiveHandOver(
    path(),
    (sources, lock) => {
      expect(lock).toBe(LOCK);
      received.push([...sources]);
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

it("events arrive as they were given, without what belongs to their storage", async () => {
  const { received } = await receive();
  const { handOver } = give();
  const given = [source("evt_1"), { ...source("evt_2", 60_000), externalId: "of the request" }];
  await until("the events arrived", () => {
    handOver(given, LOCK);
    return received.length > 0;
  });
  const got = received[0]?.map((one) => ({ ...one, body: Buffer.from(one.body) }));
  expect(got).toEqual([source("evt_1"), source("evt_2", 60_000)]);
});

it("a worker that starts later, or again after its death, gets events", async () => {
  const { handOver } = give();
  handOver([source("evt_lost")], LOCK);
  for (const id of ["evt_1", "evt_2"]) {
    const { received, close } = await receive();
    await until(`${id} arrived`, () => {
      handOver([source(id)], LOCK);
      return received.length > 0;
    });
    expect(received[0]?.[0]?.id).toBe(id);
    close();
  }
});

it("a worker that does not read gets no more than its socket holds", async () => {
  let read = 0;
  let hasEnded = false;
  const sockets: Socket[] = [];
  const deaf = createServer((socket) => sockets.push(socket.pause()));
  await new Promise<void>((resolve) => deaf.listen(path(), resolve));
  const { handOver, close } = give();
  const one = source("evt_1", 60_000);
  await until("the socket is open", () => sockets.length > 0);
  for (let n = 0; n < 2_000; n++) handOver([one], LOCK);
  close();
  for (const socket of sockets)
    socket
      .on("data", ({ byteLength }) => {
        read += byteLength;
      })
      .on("close", () => {
        hasEnded = true;
      })
      .resume();
  await until("the rest was read", () => hasEnded);
  expect(read).toBeGreaterThan(60_000);
  expect(read).toBeLessThan(2_000_000);
  deaf.close();
});

it("a message that is too long or no message ends its connection, and is logged", async () => {
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
});

it("a path that cannot be opened is a warning: the rows are read instead", async () => {
  const log = { warn: vi.fn() };
  const { close } = await receiveHandOver(join(folder, "missing", "worker.sock"), () => {}, log);
  expect(log.warn).toHaveBeenCalledTimes(1);
  close();
});

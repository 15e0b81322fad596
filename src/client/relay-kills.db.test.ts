import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  appointmentCanceled,
  appointmentCreated,
  appointmentRescheduled,
  createBellhop,
  createOutbox,
  pgStore,
} from "#client/index.ts";
import type { Resource } from "#domain/api-message.ts";
import { eventResource } from "#inngest/event-intake.ts";
import { type BookingDatabase, bookingDatabase } from "#tests/client/booking-database.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { apiRequest } from "#tests/rest/api-request.ts";
import { until } from "#tests/until.ts";

// CLIENT_KILLS=200 changes 2,000 bookings.
const KILLS = Number(process.env.CLIENT_KILLS ?? 30);
const CHANGES_PER_KILL = 10;
const RELAYS = 2;
const LEASE_MS = 1_500;
const EVENT_KEY = "evk_test";
const RELAY = join(import.meta.dirname, "..", "tests", "client", "relay-process.ts");

/** When a relay dies: its events are not stored, stored but not answered, answered, or anything in between. */
const MOMENTS = ["arrived", "stored", "answered", "any"] as const;
type Moment = (typeof MOMENTS)[number];
type Sent = { id: string; data: { appointmentId: string; sequence: number } };

let bookings: BookingDatabase;
let bellhop: TestDatabase;
let intake: Resource;
let tenantId: string;
let baseUrl: string;
const server = createServer((request, response) => void receive(request, response));
/** All events of all requests, in the order of their arrival. */
const arrivals: Sent[] = [];
const relays = new Set<ChildProcess>();
let nextKill: { moment: Moment; done: () => void } | null = null;
let isOver = false;

beforeAll(async () => {
  bookings = await bookingDatabase();
  bellhop = await testDatabase();
  tenantId = (await bellhop.addTenant()).tenantId;
  intake = eventResource(bellhop.deps, { eventKeys: [EVENT_KEY] });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  baseUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  for (let count = 0; count < RELAYS; count++) startRelayProcess();
});
afterAll(async () => {
  isOver = true;
  for (const relay of relays) relay.kill("SIGKILL");
  server.closeAllConnections();
  server.close();
  await bookings.close();
  await bellhop.close();
});

/** Takes the place of each relay that ends. */
const startRelayProcess = () => {
  const args = [RELAY, bookings.url, baseUrl, EVENT_KEY, String(LEASE_MS)];
  const relay = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  relays.add(relay);
  relay.once("close", () => {
    relays.delete(relay);
    if (!isOver) startRelayProcess();
  });
};

/** The real event API, which kills the relay that asks when it is time. */
const receive = async (request: IncomingMessage, response: ServerResponse) => {
  const relay = [...relays].find(({ pid, killed }) => !killed && String(pid) === request.headers["x-relay"]);
  // The last request of a relay that is dead already kills nobody.
  const kill = relay ? nextKill : null;
  if (kill) nextKill = null;
  const die = (moment: Moment) => {
    if (kill?.moment !== moment) return;
    relay?.kill("SIGKILL");
    kill.done();
  };
  const body = await buffer(request);
  arrivals.push(...JSON.parse(body.toString()));
  die("arrived");
  setTimeout(die, Math.random() * 40, "any");
  const headers = { "content-type": "application/json" };
  const answer = await intake.answer(apiRequest("POST", "/e/k", { headers, body: new Uint8Array(body) }), {
    key: EVENT_KEY,
  });
  die("stored");
  response.writeHead(answer.status, answer.headers).end(answer.bytes, () => die("answered"));
};

const killRelay = (moment: Moment) =>
  new Promise<void>((done) => {
    nextKill = { moment, done };
  });

const pick = (count: number) => Math.floor(Math.random() * count);

/** Books, moves and cancels at random, each in a transaction of its own; every fifth is rolled back. */
const changeBookings = async (count: number): Promise<string[]> => {
  const post = createBellhop({ baseUrl, eventKey: EVENT_KEY });
  const outbox = createOutbox({ bellhop: post, store: pgStore(bookings.pool) });
  const committed = Array.from({ length: count }, async (_, index) => {
    const [appointmentId, replacedId] = [`apt_${pick(30)}`, `apt_${pick(30)}`];
    const startTime = new Date(Date.now() + 86_400_000).toISOString();
    const events = [
      [appointmentCreated({ tenantId, appointmentId })],
      [appointmentRescheduled({ tenantId, appointmentId, startTime })],
      [appointmentCreated({ tenantId, appointmentId }), appointmentCanceled({ tenantId, appointmentId: replacedId })],
    ][pick(3)];
    const isRolledBack = index % 5 === 4;
    const ids = bookings.inTransaction(async (client) => {
      const added = await outbox.add(client, events ?? []);
      if (isRolledBack) throw new Error("rolled back");
      return added;
    });
    return ids.catch((error: unknown) => {
      if (isRolledBack && error instanceof Error && error.message === "rolled back") return [];
      throw error;
    });
  });
  return (await Promise.all(committed)).flat();
};

it(`${KILLS} killed relays lose nothing, disturb no order, and repeat only under the same id`, {
  timeout: 60_000 + KILLS * 3_000,
}, async () => {
  const committed: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const killed = killRelay(MOMENTS[kill % MOMENTS.length] ?? "any");
    committed.push(...(await changeBookings(CHANGES_PER_KILL)));
    await killed;
  }
  const left = "SELECT count(*)::int AS left FROM bellhop_outbox";
  await until("the outbox is empty", async () => (await bookings.pool.query(left)).rows[0].left === 0);

  const stored = await bellhop.deps.sql<{ external_id: string; resource_id: string }>(
    "SELECT external_id, resource_id FROM webhook_event ORDER BY id",
  );
  expect(stored.map(({ external_id }) => external_id).sort(), "each committed change once, and nothing else").toEqual(
    [...committed].sort(),
  );

  const first = new Map<string, Sent>();
  for (const event of arrivals) {
    expect(event, "a repeat is the same event").toEqual(first.get(event.id) ?? event);
    if (!first.has(event.id)) first.set(event.id, event);
  }
  for (const [appointmentId, events] of Map.groupBy(first.values(), ({ data }) => data.appointmentId)) {
    const inOrder = Array.from({ length: events.length }, (_, index) => index + 1);
    expect(events.map(({ data }) => data.sequence)).toEqual(inOrder);
    const accepted = stored.filter(({ resource_id }) => resource_id === appointmentId);
    expect(accepted.map(({ external_id }) => Number(external_id.split(":").at(-1)))).toEqual(inOrder);
  }
  // Each relay that dies between Bellhop's commit and its own leaves a repeat behind.
  expect(arrivals.length).toBeGreaterThan(first.size);
});

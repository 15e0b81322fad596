import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { startEmbedded } from "#inngest/embedded/start-embedded.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";
import { query } from "#tests/processes/query.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { until } from "#tests/until.ts";

const TENANTS = 4;
/** Each round is one event of each tenant: tenants that take turns fill their indexes worst. */
const ROUNDS = 50;
/** VACUUM runs after each wave, as autovacuum does all the time: later rows take the room of dead ones. */
const WAVES = 5;
const EVENTS = TENANTS * ROUNDS * WAVES;
/** Measured 2,438. Rounding to pages of 8 KB gives or takes 100; two more indexes of events, deliveries or attempts cost 140 to 380. */
const BYTES_MAX = 2_700;
/** A row without its body takes about 80. The sender gave bodies of 470 bytes and more. */
const PAYLOAD_BYTES = { min: 100, max: 300 };

let database: TestDatabase;
let receiver: Receiver;
let actors: Actor[];

beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
  actors = await Promise.all(Array.from({ length: TENANTS }, () => database.addTenant()));
  for (const actor of actors)
    await createWebhook(database.deps, actor, { url: receiver.url, events: ["appointment.created"] });
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

/** Ten customers of each tenant come again and again: their words are stored once. */
const eventOf = ({ tenantId }: Actor, round: number) => {
  const appointmentId = `apt_${crypto.randomUUID().slice(0, 8)}`;
  const customer = round % 10;
  const data = {
    appointmentId,
    serviceId: "svc_haircut",
    customerId: `cus_${customer}`,
    staffId: "stf_maria",
    startTime: "2026-03-14T10:00:00+01:00",
    endTime: "2026-03-14T10:45:00+01:00",
    timezone: "Europe/Berlin",
    status: "confirmed",
    price: 4500,
    currency: "EUR",
    customer: { name: `Ada Brandt ${customer}`, email: `ada${customer}@example.com`, phone: "+49 30 5550123" },
  };
  return { tenantId, externalId: `${appointmentId}:created`, event: "appointment.created", timestamp: null, data };
};

/** Sends events through the pipeline, and waits until they are delivered, counted and found by words. */
const deliver = async () => {
  const { deps } = database;
  const before = receiver.requests.length;
  const engine = startEmbedded(deps);
  for (let round = 0; round < ROUNDS; round++) {
    await acceptEvents(
      deps,
      actors.map((actor) => eventOf(actor, round)),
    );
    engine.onChange("events");
  }
  await receiver.waitFor(before + ROUNDS * TENANTS);
  await until("all attempts are recorded", async () => {
    const waiting = await deps.sql("SELECT FROM webhook_delivery WHERE due_at IS NOT NULL LIMIT 1");
    return waiting.length === 0;
  });
  await engine.stop();
  await deps.inFlight.whenIdle();
  await indexAllEvents(deps);
  await followFigures(deps);
  await query(database.url, "VACUUM");
};

/** Bytes of each table, its long values included, and of each index. The outbox is empty between events, and its room is used again. */
const SIZES = `
SELECT t.relname AS name, pg_table_size(t.oid)::float8 AS bytes FROM pg_class t
WHERE t.relkind = 'r' AND t.relname LIKE 'webhook_%' AND t.relname <> 'webhook_outbox'
UNION ALL
SELECT i.relname, pg_relation_size(i.oid)::float8 FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid WHERE t.relname LIKE 'webhook_%' AND t.relname <> 'webhook_outbox'`;

const readSizes = async (): Promise<Map<string, number>> => {
  const rows = await database.deps.sql<{ name: string; bytes: number }>(SIZES);
  return new Map(rows.map(({ name, bytes }) => [name, bytes]));
};

it(`an event that is delivered at once leaves at most ${BYTES_MAX} bytes, with all its indexes`, async () => {
  await deliver();
  const before = await readSizes();
  for (let wave = 0; wave < WAVES; wave++) await deliver();
  const after = await readSizes();
  const left = [...after].map(([name, bytes]) => ({
    name,
    bytes: Math.round((bytes - (before.get(name) ?? 0)) / EVENTS),
  }));
  const bytesOf = (name: string) => left.find((one) => one.name === name)?.bytes ?? 0;
  expect(bytesOf("webhook_payload"), "packed").toBeGreaterThan(PAYLOAD_BYTES.min);
  expect(bytesOf("webhook_payload"), "packed").toBeLessThan(PAYLOAD_BYTES.max);
  for (const name of [
    "webhook_event",
    "webhook_delivery",
    "webhook_attempt",
    "webhook_exchange",
    "webhook_search_event",
  ])
    expect(bytesOf(name), name).toBeGreaterThan(0);
  const sorted = left.filter(({ bytes }) => bytes !== 0).sort((a, b) => b.bytes - a.bytes);
  const total = sorted.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total, sorted.map(({ name, bytes }) => `${bytes} ${name}`).join("\n")).toBeLessThanOrEqual(BYTES_MAX);
}, 60_000);

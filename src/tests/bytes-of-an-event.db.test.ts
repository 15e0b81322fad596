import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { startEmbedded } from "#inngest/embedded/start-embedded.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";
import { query } from "#tests/processes/query.ts";
import { startReceiver } from "#tests/receiver.ts";
import { until } from "#tests/until.ts";

const TENANTS = 4;
const ROUNDS = 250;
const EVENTS = TENANTS * ROUNDS;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

type Size = { name: string; bytes: number };

/** Each table with rows and each of its indexes. */
const SIZES = `
SELECT coalesce(i.relname, t.relname) AS name, (CASE WHEN i.oid IS NULL THEN pg_table_size(t.oid) ELSE pg_relation_size(i.oid) END)::float8 AS bytes
FROM pg_class t LEFT JOIN LATERAL (SELECT NULL::oid AS indexrelid UNION ALL SELECT x.indexrelid FROM pg_index x WHERE x.indrelid = t.oid) x ON true
LEFT JOIN pg_class i ON i.oid = x.indexrelid
WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname LIKE 'webhook_%'`;

const sizes = async (): Promise<Map<string, number>> => {
  await query(database.url, "VACUUM");
  const rows = await database.deps.sql<Size>(SIZES);
  return new Map(rows.map(({ name, bytes }) => [name, bytes]));
};

const appointment = (round: number, customer: number) => ({
  appointmentId: `apt_${crypto.randomUUID().slice(0, 8)}`,
  serviceId: `svc_${round % 5}`,
  customerId: `cus_${customer}`,
  staffId: "stf_maria",
  startTime: "2026-03-14T10:00:00+01:00",
  endTime: "2026-03-14T10:45:00+01:00",
  timezone: "Europe/Berlin",
  status: "confirmed",
  price: 4500,
  currency: "EUR",
  customer: { name: `Ada Brandt ${customer}`, email: `ada${customer}@example.com`, phone: "+49 30 5550123" },
});

it("one delivered event", async () => {
  const { deps } = database;
  const receiver = await startReceiver();
  const actors: Actor[] = [];
  for (let n = 0; n < TENANTS; n++) actors.push(await database.addTenant());
  for (const actor of actors) await createWebhook(deps, actor, { url: receiver.url, events: ["appointment.created"] });
  const engine = startEmbedded(deps);
  const send = async (rounds: number) => {
    const from = receiver.requests.length;
    for (let round = 0; round < rounds; round++) {
      await acceptEvents(
        deps,
        actors.map(({ tenantId }) => {
          const data = appointment(round, round % 10);
          return {
            tenantId,
            externalId: `${data.appointmentId}:created`,
            event: "appointment.created",
            timestamp: null,
            data,
          };
        }),
      );
      engine.onChange("events");
    }
    await receiver.waitFor(from + rounds * TENANTS);
    await until("all is recorded", async () => {
      const [row] = await deps.sql<{ isDone: boolean }>(
        'SELECT NOT EXISTS (SELECT FROM webhook_delivery WHERE due_at IS NOT NULL) AS "isDone"',
      );
      return row?.isDone ? true : undefined;
    });
    await indexAllEvents(deps);
    await followFigures(deps);
  };
  await send(ROUNDS / 5);
  const before = await sizes();
  await send(ROUNDS);
  const after = await sizes();
  await engine.stop();
  await deps.inFlight.whenIdle();
  await receiver.close();
  const perEvent = [...after]
    .map(([name, bytes]) => [name, Math.round((bytes - (before.get(name) ?? 0)) / EVENTS)] as const)
    .filter(([, bytes]) => bytes !== 0)
    .sort(([, a], [, b]) => b - a);
  console.log(
    perEvent.map(([name, bytes]) => `${bytes} ${name}`).join("\n"),
    perEvent.reduce((sum, [, b]) => sum + b, 0),
  );
  expect(perEvent.length).toBeGreaterThan(0);
}, 120_000);

import { afterAll, beforeAll, expect, it } from "vitest";
import { apiScope } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { type Producer, startProducer } from "#tests/faults/producer.ts";
import { seededRandom } from "#tests/faults/random.ts";
import { type App, startApp } from "#tests/protocol/app.ts";
import { controlled } from "#tests/protocol/controlled.ts";
import { created, newTenant, type TestTenant, webhookIds } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

// The moves of docs/operating/inngest.md between the embedded engine and Inngest, under load.

const HOUR_MS = 3_600_000;
const PER_SECOND = 40;
/** Events that each engine handles before the next move. */
const EVENTS = 60;
const TYPES = ["appointment.created", "appointment.rescheduled", "appointment.canceled"];

let app: App;
/** Engine of the worker. A web process of `inngest` serves the functions beside either. */
let engine: "inngest" | "embedded" = "inngest";
beforeAll(async () => {
  app = await startApp(engine);
});
afterAll(() => app?.close());

/** Stops the old worker once the new one works. */
const moveWorker = async (to: typeof engine) => {
  if (engine === to) return;
  engine = to;
  const { worker } = app;
  app.environment.ENGINE = to;
  await app.restart("worker");
  await worker.stop();
};

/** Ends the service of functions. The producer repeats what it could not send meanwhile. */
const moveWebToEmbedded = async () => {
  app.environment.ENGINE = "embedded";
  await app.web.stop();
  await app.restart("web");
};

const startLoad = async (tenant: TestTenant): Promise<Producer> => {
  const actor = { tenantId: tenant.id, by: { kind: "system" } } as const;
  const { key } = await createApiKey(app.deps, actor, { name: "load", scopes: apiScope.options });
  return startProducer({
    url: () => app.url,
    eventKey: app.eventKey,
    tenants: [{ id: tenant.id, apiKey: key }],
    perSecond: PER_SECOND,
    prefix: tenant.id,
    random: seededRandom(7),
  });
};

/** Counts the deliveries of a tenant, and those that are not delivered. */
const countDeliveries = async ({ id }: TestTenant) => {
  const [row] = await app.deps.sql<{ all: number; open: number }>(
    `SELECT count(*)::int AS "all", count(*) FILTER (WHERE status <> 'delivered')::int AS open
     FROM webhook_delivery WHERE tenant_id = $1`,
    [id],
  );
  return row ?? { all: 0, open: 0 };
};

const waitForMore = async (producer: Producer, { receiver }: TestTenant) => {
  const from = { sent: producer.sent.length, received: receiver.requests.length };
  await until(`${EVENTS} more events are sent and received`, () => {
    const received = receiver.requests.length - from.received;
    return producer.sent.length - from.sent >= EVENTS && received >= EVENTS;
  });
};

it("events that an Inngest takes and never runs are delivered soon after a move to the embedded engine", async (context) => {
  const executor = controlled(app, context);
  const tenant = await newTenant(app);
  await tenant.subscribe();
  executor.faults.losesEvent = ({ name }) => name === "bellhop/event.accepted";
  const [eventId] = await tenant.send(created());
  const announcements = () => executor.events.filter(({ data }) => data.eventId === eventId).length;
  for (let count = 1; count <= 4; count++) {
    await until(`it was announced ${count} times`, () => announcements() === count);
    if (count < 4) await app.passTime(HOUR_MS);
  }
  const [row] = await app.deps.sql<{ waitsMs: number }>(
    `SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS "waitsMs" FROM webhook_outbox WHERE event_id = $1`,
    [eventId],
  );
  expect(row?.waitsMs).toBeGreaterThan(100_000);

  await moveWorker("embedded");
  await tenant.deliveryThatIs("delivered");
  expect(webhookIds(tenant.receiver.requests)).toEqual([eventId]);
  executor.faults.losesEvent = () => false;
});

it("a move to Inngest and back under load delivers each event once, retries and scheduled events included", async () => {
  const tenant = await newTenant(app);
  const { receiver } = tenant;
  // One event in eight fails at first, so that retries wait during each move.
  const failed = new Set<string>();
  receiver.answer = ({ path, headers }) => {
    const id = String(headers["webhook-id"]);
    const fails = path.endsWith("/retried") && !failed.has(id) && /[0-3]$/.test(id);
    if (fails) failed.add(id);
    return { status: fails ? 503 : 200 };
  };
  await tenant.subscribe({ events: TYPES });
  await tenant.subscribe({ events: TYPES, url: `${receiver.url}/retried` });

  await moveWorker("embedded");
  const producer = await startLoad(tenant);
  await waitForMore(producer, tenant);
  await moveWorker("inngest");
  await waitForMore(producer, tenant);
  const later = { appointmentId: "apt_later" };
  const deliverAt = new Date(Date.now() + HOUR_MS).toISOString();
  const scheduled = await tenant.call("POST", "/v1/events", { event: "appointment.created", data: later, deliverAt });
  expect(scheduled.status).toBe(202);
  await moveWorker("embedded");
  await moveWebToEmbedded();
  await waitForMore(producer, tenant);
  await producer.stop();
  // Events that Inngest was told of last fall due again after 20 s.
  await app.deps.sql("UPDATE webhook_outbox SET due_at = now() WHERE NOT scheduled");

  const sent = producer.sent.length;
  const all = 2 * sent;
  await until("all are delivered", async () => {
    const { all: found, open } = await countDeliveries(tenant);
    return found === all && open === 0;
  });
  await app.passTime(2 * HOUR_MS);
  await until("the scheduled event is delivered", async () => {
    const { all: found, open } = await countDeliveries(tenant);
    return found === all + 2 && open === 0;
  });

  expect(failed.size).toBeGreaterThan(0);
  const taken = (path: string) => webhookIds(receiver.requests.filter((request) => request.path === path));
  expect(new Set(taken("/hook")).size).toBe(sent + 1);
  expect(taken("/hook")).toHaveLength(sent + 1);
  expect(taken("/hook/retried")).toHaveLength(sent + 1 + failed.size);
  // The events of the middle went through Inngest.
  const runs = app.inngest.executor?.runs.filter(({ functionId }) => functionId === "bellhop-dispatch-events") ?? [];
  if (app.inngest.executor) expect(runs.flatMap(({ events }) => events).length).toBeGreaterThanOrEqual(EVENTS);
});

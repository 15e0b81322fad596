import { afterAll, beforeAll, expect, it } from "vitest";
import { apiScope } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { type Producer, startProducer } from "#tests/faults/producer.ts";
import { seededRandom } from "#tests/faults/random.ts";
import { type App, startApp } from "#tests/protocol/app.ts";
import type { Executor } from "#tests/protocol/executor.ts";
import { created, newTenant, type TestTenant, webhookIds } from "#tests/protocol/tenant.ts";
import { until } from "#tests/until.ts";

// Moves the worker of a running system as docs/operating/inngest.md says, under load.

const HOUR_MS = 3_600_000;
const PER_SECOND = 40;
/** Events that each engine handles before the next move. */
const EVENTS = 30;
const TYPES = ["appointment.created", "appointment.rescheduled", "appointment.canceled"];
/** Limits for a machine that runs other tests too. Alone, each wait takes seconds. */
const WAIT_MS_MAX = 120_000;
const TEST_MS_MAX = 480_000;

let app: App;
beforeAll(async () => {
  app = await startApp("inngest", "embedded");
});
afterAll(() => app?.close());

/** Stops the old worker once the new one works. */
const moveWorker = async (to: "inngest" | "embedded") => {
  const { worker } = app;
  app.environment.ENGINE = to;
  await app.restart("worker");
  await worker.stop();
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

const waitUntilDelivered = (tenant: TestTenant, count: number) =>
  until(
    `${count} are delivered`,
    async () => {
      const { all, open } = await countDeliveries(tenant);
      return all === count && open === 0;
    },
    WAIT_MS_MAX,
  );

const waitForMore = async (producer: Producer, { receiver }: TestTenant) => {
  const from = { sent: producer.sent.length, received: receiver.requests.length };
  const areThere = () =>
    producer.sent.length - from.sent >= EVENTS && receiver.requests.length - from.received >= EVENTS;
  await until(`${EVENTS} more events are sent and received`, areThere, WAIT_MS_MAX);
};

/** Sends an event that Inngest takes and never runs, and gives its row the wait of seven announcements. */
const sendToLoser = async (executor: Executor) => {
  const tenant = await newTenant(app);
  await tenant.subscribe();
  executor.faults.losesEvent = ({ data }) => data.tenantId === tenant.id;
  const [eventId] = await tenant.send(created());
  const isLost = () => executor.events.some(({ data }) => data.eventId === eventId);
  await until("it is announced and lost", isLost, WAIT_MS_MAX);
  await app.deps.sql(
    "UPDATE webhook_outbox SET generation = 7, due_at = now() + interval '21 minutes' WHERE event_id = $1",
    [eventId],
  );
  const isRecalled = async () => {
    const rows = await app.deps.sql(
      "SELECT FROM webhook_outbox WHERE event_id = $1 AND due_at >= now() + interval '3 minutes'",
      [eventId],
    );
    return rows.length === 0;
  };
  return { tenant, eventId, isRecalled };
};

const moves =
  "moves of the worker to Inngest and back under load deliver each event once, with retries, scheduled and lost events";
it(moves, { timeout: TEST_MS_MAX }, async () => {
  const { executor } = app.inngest;
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
  const producer = await startLoad(tenant);
  await waitForMore(producer, tenant);

  await moveWorker("inngest");
  await waitForMore(producer, tenant);
  const lost = executor && (await sendToLoser(executor));
  const later = { appointmentId: "apt_later" };
  const deliverAt = new Date(Date.now() + HOUR_MS).toISOString();
  const scheduled = await tenant.call("POST", "/v1/events", { event: "appointment.created", data: later, deliverAt });
  expect(scheduled.status).toBe(202);

  await moveWorker("embedded");
  await waitForMore(producer, tenant);
  await producer.stop();
  // Without a web process, Inngest can run nothing that it holds.
  await app.web.stop();
  if (lost) await until("the lost event is recalled", lost.isRecalled, WAIT_MS_MAX);
  await app.deps.sql("UPDATE webhook_outbox SET due_at = now() WHERE NOT scheduled");
  const sent = producer.sent.length;
  await waitUntilDelivered(tenant, 2 * sent);
  await app.passTime(2 * HOUR_MS);
  await waitUntilDelivered(tenant, 2 * sent + 2);

  expect(failed.size).toBeGreaterThan(0);
  const taken = (path: string) => webhookIds(receiver.requests.filter((request) => request.path === path));
  expect(new Set(taken("/hook")).size).toBe(sent + 1);
  expect(taken("/hook")).toHaveLength(sent + 1);
  expect(taken("/hook/retried")).toHaveLength(sent + 1 + failed.size);
  if (!executor || !lost) return;
  await waitUntilDelivered(lost.tenant, 1);
  expect(webhookIds(lost.tenant.receiver.requests)).toEqual([lost.eventId]);
  expect(executor.runs.map(({ functionId }) => functionId)).toContain("bellhop-dispatch-events");
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, startApp } from "#tests/protocol/app.ts";
import { controlled } from "#tests/protocol/controlled.ts";
import type { Executor } from "#tests/protocol/executor.ts";
import { created, newTenant, webhookIds } from "#tests/protocol/tenant.ts";
import { addDueDeliveries } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

const HOUR_MS = 3_600_000;
const WEBHOOKS = 4;
const EVENTS = 5;
/** Events of one request: a machine that is many times slower attempts them within the second of a step. */
const AT_ONCE = 25;
const STEP_MS = 1_000;
const OPEN = ["retrying", "pending"];

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

it("running deliveries of a dead process are sent again once, each in its own run", async () => {
  const { receiver, ...tenant } = await newTenant(app);
  for (let n = 0; n < WEBHOOKS; n++) await tenant.subscribe({ url: `${receiver.url}/${n}` });
  receiver.answer = () => "hang";
  const ids = await tenant.send(...Array.from({ length: EVENTS }, (_, n) => created(`apt_${n}`)));
  const all = WEBHOOKS * EVENTS;
  await receiver.waitFor(all);
  await app.web.kill();
  receiver.answer = () => ({ status: 200 });
  await app.restart("web");
  await app.passTime(HOUR_MS);

  const delivered = await until("all are delivered", async () => {
    const found = await tenant.deliveries("&status=delivered");
    return found.length === all && found;
  });
  expect(new Set(delivered.map(({ attemptCount }) => attemptCount))).toEqual(new Set([2]));
  expect(webhookIds(receiver.requests.slice(all)).sort()).toEqual(Array(WEBHOOKS).fill(ids).flat().sort());

  const { executor } = app.inngest;
  if (!executor) return;
  const named = new Set(delivered.map(({ id }) => id));
  const own = executor.runs.filter(({ functionId }) => functionId === "bellhop-deliver");
  const ofThese = own.flatMap(({ events }) => events).filter(({ data }) => named.has(String(data.deliveryId)));
  expect(new Set(ofThese.map(({ data }) => data.deliveryId))).toEqual(named);
  expect(executor.problems).toEqual([]);
});

it("beside a dead endpoint a healthy one gets all its events; the dead one gets few runs and announcements", async (context) => {
  const executor = controlled(app, context);
  const { receiver, ...tenant } = await newTenant(app);
  receiver.answer = ({ path }) => ({ status: path.endsWith("/dead") ? 503 : 200 });
  const dead = await tenant.subscribe({ url: `${receiver.url}/dead` });
  const from = executor.events.length;
  const events = Array.from({ length: 300 }, (_, n) => created(`apt_${n}`));
  const sent: string[] = [];
  for (let n = 0; n < events.length; n += 100) sent.push(...(await tenant.send(...events.slice(n, n + 100))));
  await until("the dead one has its backlog", async () => (await countOf(dead.id, ...OPEN)) === events.length);
  const healthy = await tenant.subscribe();
  for (let n = 0; n < events.length; n += AT_ONCE) {
    const part = events.slice(n, n + AT_ONCE);
    sent.push(...(await tenant.send(...part)));
    await until("the healthy one has these", async () => (await countOf(healthy.id, "delivered")) === n + part.length);
  }
  await until("the dead one is paused", async () => {
    const [row] = await app.deps.sql<{ isPaused: boolean }>(
      `SELECT probes IS NOT NULL AS "isPaused" FROM webhook_subscription WHERE id = $1`,
      [dead.id],
    );
    return row?.isPaused;
  });
  // All retries are due, and the relay has seen them: it announces an event of another tenant.
  await app.passTime(HOUR_MS);
  const other = await newTenant(app);
  await other.subscribe();
  await other.send(created());
  await other.deliveryThatIs("delivered");
  const { body: health } = await other.call("GET", "/api/health");
  expect((health as { oldestUndeliveredSeconds: number }).oldestUndeliveredSeconds).toBeLessThan(HOUR_MS / 2_000);

  const announced = executor.events.slice(from);
  const of = ({ id }: { id: string }) => announced.filter(({ data }) => data.subscriptionId === id);
  const accepted = announced.filter(
    ({ name, data }) => name === "bellhop/event.accepted" && data.tenantId === tenant.id,
  );
  const isOurs = ({ data }: { data: Record<string, unknown> }) => sent.includes(String(data.eventId));
  expect(accepted.filter(isOurs)).toHaveLength(sent.length);
  const late = cutOff(executor);
  const ofHealthy = of(healthy).flatMap(({ data }) => data.deliveryIds ?? data.deliveryId);
  expect(ofHealthy.filter((id) => !late.includes(String(id)))).toEqual([]);
  const own = of(dead).filter(({ name }) => name === "webhook/delivery.due");
  expect(new Set(own.map(({ data }) => data.deliveryId)).size).toBeLessThanOrEqual(20);
  expect(of(dead).length).toBeLessThanOrEqual(40);
  const runs = executor.runs.filter(({ events: [first] }) => first?.data.subscriptionId === dead.id);
  expect(runs.length).toBeLessThanOrEqual(40);
  expect(await countOf(dead.id, "delivered")).toBe(0);
  expect(await countOf(dead.id, ...OPEN)).toBe(sent.length);
  expect(await countRuns(dead.id)).toBe(0);
});

it("a long backlog shares runs, one announcement at a time; only its last 20 deliveries have their own runs", async (context) => {
  const executor = controlled(app, context);
  const { receiver, ...tenant } = await newTenant(app);
  const webhook = await tenant.subscribe();
  const actor = { tenantId: tenant.id, by: { kind: "system" } } as const;
  const due = await addDueDeliveries(app.deps, actor, webhook, 200);
  await until("all are delivered", async () => (await countOf(webhook.id, "delivered")) === due.length);
  expect(receiver.requests).toHaveLength(due.length);
  const ofThese = executor.events.filter(({ data }) => data.subscriptionId === webhook.id);
  const own = ofThese.filter(({ name }) => name === "webhook/delivery.due");
  const shared = ofThese.filter(({ name }) => name === "bellhop/backlog.due");
  expect(own.length).toBeLessThanOrEqual(20);
  expect(shared.length).toBeLessThanOrEqual(due.length / 10);
  expect(
    [...own, ...shared].flatMap(({ data }) => data.deliveryIds ?? [data.deliveryId]).length,
  ).toBeGreaterThanOrEqual(due.length);
});

/** Results of steps that a slow machine cut off: after a second a step announces the first attempts that it has not begun. */
const cutOff = ({ calls }: Executor): string =>
  calls
    .filter(({ functionId, durationMs }) => functionId === "bellhop-dispatch-events" && durationMs >= STEP_MS)
    .map(({ response }) => response)
    .join();

const countOf = async (webhookId: string, ...statuses: string[]): Promise<number> => {
  const [row] = await app.deps.sql<{ count: number }>(
    "SELECT count(*)::int AS count FROM webhook_delivery WHERE subscription_id = $1 AND status = ANY($2)",
    [webhookId, statuses],
  );
  return row?.count ?? 0;
};

const countRuns = async (webhookId: string): Promise<number> => {
  const [row] = await app.deps.sql<{ count: number }>(
    "SELECT count(*)::int AS count FROM webhook_delivery WHERE subscription_id = $1 AND own_run IS NOT NULL AND due_at IS NOT NULL",
    [webhookId],
  );
  return row?.count ?? 0;
};

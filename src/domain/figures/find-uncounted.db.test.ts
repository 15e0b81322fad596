import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getTotals } from "#domain/figures/get-stats.ts";
import { newId } from "#domain/ids.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

const HOUR_MS = 3_600_000;

let database: TestDatabase;
let actor: Actor;
let webhookId: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
  webhookId = (await addWebhook(database.deps, actor, { events: ["*"] })).id;
});

type Ended = { status?: string; outcome?: "delivered" | "failed"; test?: boolean; at?: Date };

/** Adds a delivery with one attempt, as the engine leaves them. */
const addEnded = async ({ status = "delivered", outcome = "delivered", test = false, at = new Date() }: Ended = {}) => {
  const ended = { status, attempts: 1, test, lastAttemptAt: at };
  const deliveryId = await addDelivery(database.deps, actor, webhookId, ended, at);
  await database.deps.db.webhookAttempt.create({
    data: {
      id: newId("att", at.getTime()),
      tenantId: actor.tenantId,
      deliveryId,
      number: 1,
      trigger: "automatic",
      url: "https://example.com",
      outcome,
      startedAt: at,
      endedAt: at,
      responseStatus: outcome === "delivered" ? 200 : 500,
      errorCode: outcome === "delivered" ? null : "http_status",
    },
  });
};

type Asked = { hoursAgo?: number; webhookId?: string; event?: string[]; mode?: "live" | "test"; of?: Actor };

/** Figures of the hour that begins so many hours before the next one. */
const totals = ({ hoursAgo = 1, of = actor, ...input }: Asked = {}) => {
  const since = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS - hoursAgo * HOUR_MS;
  const range = { since: new Date(since).toISOString(), until: new Date(since + HOUR_MS).toISOString() };
  return getTotals(database.deps, of, { mode: "live", ...range, ...input });
};

it("the first delivery of the day is known before it is counted, and whose figures were counted is told", async () => {
  expect(await totals()).toMatchObject({ deliveries: { delivered: 0 }, isBehind: false });
  await addEnded();
  expect(await totals()).toMatchObject({ deliveries: { delivered: 0 }, isBehind: true });
  expect(await totals({ webhookId, event: ["appointment.created"] })).toMatchObject({ isBehind: true });
  const counted = new Set<string>();
  const onCounted = (tenantIds: readonly string[]) => {
    for (const id of tenantIds) counted.add(id);
  };
  await followFigures(database.deps, undefined, { onCounted });
  expect(await totals()).toMatchObject({ deliveries: { delivered: 1 }, isBehind: false });
  expect([...counted]).toEqual([actor.tenantId]);
});

it("a failed attempt is known before it is counted, and is no delivery afterwards", async () => {
  await addEnded({ status: "retrying", outcome: "failed" });
  expect(await totals()).toMatchObject({ attempts: { "5xx": 0 }, isBehind: true });
  await followFigures(database.deps);
  expect(await totals()).toMatchObject({ attempts: { "5xx": 1 }, deliveries: { delivered: 0 }, isBehind: false });
});

it("a delivery that was resent in vain is no success that waits to be counted", async () => {
  await addEnded();
  await followFigures(database.deps);
  await database.deps.db.webhookDelivery.updateMany({
    where: { tenantId: actor.tenantId },
    data: { status: "failed" },
  });
  await followFigures(database.deps);
  expect(await totals()).toMatchObject({ deliveries: { delivered: 0 }, isBehind: false });
});

it("tests, other tenants, modes, webhooks, event types and hours make no figures late", async () => {
  await addEnded({ test: true });
  expect(await totals()).toMatchObject({ isBehind: false });
  const counted: string[] = [];
  await followFigures(database.deps, undefined, { onCounted: (tenantIds) => counted.push(...tenantIds) });
  expect(counted).not.toContain(actor.tenantId);
  await addEnded();
  const other = await addWebhook(database.deps, actor, { events: ["*"] });
  for (const asked of [
    { of: await database.addTenant() },
    { mode: "test" as const },
    { webhookId: other.id },
    { event: ["payment.failed"] },
    { hoursAgo: 2 },
    { hoursAgo: 0 },
  ])
    expect(await totals(asked), JSON.stringify(asked)).toMatchObject({ isBehind: false });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { beat } from "#domain/health/heartbeat.ts";
import { newId } from "#domain/ids.ts";
import { HELD_UNTIL } from "#domain/order-lane.ts";
import { createDatabaseFigures } from "#server/metrics/database-figures.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.addTenant("a");
});
afterAll(() => database.close());

const addWebhook = async (id: string, columns: Record<string, string> = {}) => {
  const names = Object.keys(columns);
  await database.deps.sql(
    `INSERT INTO webhook_subscription (${["id", "tenant_id", "url", "events", "secret", "secret_hint", "api_version", ...names].join(", ")})
     VALUES (${["$1", "'a'", "$1", "'{}'", "'s'", "'s'", "'2026-11-01'", ...Object.values(columns)].join(", ")})`,
    [id],
  );
};

const addEvent = async (outbox: string | null = null) => {
  const id = newId("evt");
  const { sql } = database.deps;
  await sql("INSERT INTO webhook_event (id, tenant_id, event, occurred_at) VALUES ($1, 'a', 'e', now())", [id]);
  if (outbox)
    await sql(`INSERT INTO webhook_outbox (tenant_id, event_id, due_at, scheduled) VALUES ('a', $1, ${outbox})`, [id]);
  return id;
};

const addDelivery = async (dueAt: string, status = "pending") =>
  database.deps.sql(
    `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at, status)
     VALUES ($1, 'a', 'wh_healthy', $2, 'e', ${dueAt}, $3)`,
    [newId("dlv"), await addEvent(), status],
  );

it("the figures count what waits, webhooks by health and living processes", async () => {
  await addWebhook("wh_healthy");
  await addWebhook("wh_failing", { consecutive_failures: "2" });
  await addWebhook("wh_paused", { consecutive_failures: "5", probes: "0" });
  await addWebhook("wh_disabled", { active: "false", disabled_reason: "'gone'", probes: "3" });
  await addWebhook("wh_off", { active: "false", disabled_reason: "'by_user'" });
  await addWebhook("wh_deleted", { deleted_at: "now()" });
  await addEvent("now(), false");
  await addEvent("now() + interval '1 hour', true");
  await addDelivery("now() - interval '100 seconds'");
  await addDelivery("now() + interval '1 hour'", "retrying");
  await addDelivery(HELD_UNTIL);
  await addDelivery("NULL", "delivered");
  await beat(database.deps, { workerId: "wrk_1", role: "worker" });
  await beat(database.deps, { workerId: "web_1", role: "web" });
  const { sql } = database.deps;
  await sql(
    "INSERT INTO sending_pause (scope, cause) VALUES ('tenant:other', 'operator'), ('host:a.example', 'operator')",
  );
  await sql("INSERT INTO tenant (id, name, suspended_at) VALUES ('b', 'b', now())");

  const figures = await createDatabaseFigures(database.deps)();
  const valueAt = (name: string, ...values: string[]) =>
    figures.find((one) => one.name === name && (one.values ?? []).join() === values.join())?.value;
  const states = { due: 1, later: 1, in_order: 1 };
  for (const [state, count] of Object.entries(states))
    expect(valueAt("bellhop_deliveries_waiting", state), state).toBe(count);
  expect(valueAt("bellhop_outbox_events", "ready")).toBe(1);
  expect(valueAt("bellhop_outbox_events", "scheduled")).toBe(1);
  for (const health of ["healthy", "failing", "paused", "disabled", "off"])
    expect(valueAt("bellhop_webhooks", health), health).toBe(1);
  expect(valueAt("bellhop_workers")).toBe(1);
  const pauses = ["all", "tenant", "host", "webhook"].map((scope) => valueAt("bellhop_sending_pauses", scope));
  // A suspended tenant has a pause of its own, which is no pause of the operator.
  expect(pauses).toEqual([0, 1, 1, 0]);
  expect(["active", "suspended", "removing"].map((state) => valueAt("bellhop_tenants", state))).toEqual([1, 1, 0]);
  expect(valueAt("bellhop_oldest_waiting_seconds")).toBeGreaterThanOrEqual(100);
  expect(valueAt("bellhop_database_bytes")).toBeGreaterThan(1_000_000);
  expect(valueAt("bellhop_database_figures_up")).toBe(1);
});

it("scrapes that come together or soon after share one look, and a broken database is a figure of its own", async () => {
  let looks = 0;
  const { log } = database.deps;
  const sql = () => {
    looks += 1;
    return Promise.reject(new Error("away"));
  };
  const read = createDatabaseFigures({ sql, log });
  const [figures] = await Promise.all([read(), read()]);
  const asked = looks;
  expect(await read()).toBe(figures);
  expect(looks).toBe(asked);
  expect(figures).toEqual([{ name: "bellhop_database_figures_up", value: 0 }]);
});

it("a slow database keeps no scrape waiting: it gets the figures of the last look, and no second look begins", async () => {
  const { log } = database.deps;
  const waiting: (() => void)[] = [];
  let isSlow = true;
  const sql: typeof database.deps.sql = async (...asked) => {
    if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
    return database.deps.sql(...asked);
  };
  const read = createDatabaseFigures({ sql, log }, { cacheMs: 0, waitMs: 0 });
  expect(await read()).toEqual([{ name: "bellhop_database_figures_up", value: 0 }]);
  const asked = waiting.length;
  await read();
  expect(waiting.length).toBe(asked);
  isSlow = false;
  for (const go of waiting) go();
  const figures = await expect.poll(read).toContainEqual({ name: "bellhop_database_figures_up", value: 1 }).then(read);
  isSlow = true;
  expect((await read()).length).toBe(figures.length);
});

it("the follower tells which final statuses it has counted, each delivery once", async () => {
  await addDelivery("NULL", "failed");
  await addDelivery("NULL", "canceled");
  const total = { delivered: 0, failed: 0, canceled: 0 };
  const add = ({ delivered, failed, canceled }: typeof total) => {
    total.delivered += delivered;
    total.failed += failed;
    total.canceled += canceled;
  };
  for (let turn = 0; turn < 2; turn++) await followFigures(database.deps, undefined, { onEnded: add });
  expect(total).toEqual({ delivered: 1, failed: 1, canceled: 1 });
});

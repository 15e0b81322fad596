import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { listen } from "#database/notify.ts";
import { waitUntilProcessesKnow } from "#domain/pauses/wait-until-processes-know.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { startHeartbeat } from "#server/health/heartbeat.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

const END = { endsSending: true };
const PLACE = { tenantId: "salon", subscriptionId: "wh_1", host: "example.com" };

let database: TestDatabase;
let deps: EngineDeps;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await deps.sql("DELETE FROM worker_heartbeat");
  await deps.sql("DELETE FROM sending_pause");
});

/** Starts what a process has that knows the pauses: a heartbeat, and ears for announcements. */
const startProcess = async (id: string, hears = true) => {
  const own = database.asWorker(id);
  const heartbeat = startHeartbeat(own, "worker");
  await heartbeat.first;
  const ears = hears ? listen(database.urls.engine, ["operator"], () => void heartbeat.now(), own.log) : null;
  ends.push(async () => {
    await ears?.close();
    await heartbeat.stop();
  });
  return own;
};

const pause = (scope: string) => deps.sql("INSERT INTO sending_pause (scope, cause) VALUES ($1, 'operator')", [scope]);

it("returns once all processes know the pause, also one that hears no announcement", async () => {
  const processes = [await startProcess("wrk_a"), await startProcess("wrk_b"), await startProcess("wrk_deaf", false)];
  expect(processes.map(({ pauses }) => pauses.isPaused(PLACE))).toEqual([false, false, false]);
  await pause("all");
  await waitUntilProcessesKnow(deps, END);
  expect(processes.map(({ pauses }) => pauses.isPaused(PLACE))).toEqual([true, true, true]);
  expect(processes.map(({ pauses }) => pauses.isTenantPaused("salon"))).toEqual([true, true, true]);
});

it("a process that starts later knows the pause before its first attempt", async () => {
  await pause("host:example.com");
  const own = await startProcess("wrk_late");
  expect(own.pauses.isPaused(PLACE)).toBe(true);
  expect(own.pauses.isPaused({ ...PLACE, host: "example.com:8443" })).toBe(true);
  expect(own.pauses.isPaused({ ...PLACE, host: "www.example.com" })).toBe(false);
});

it("waits no longer for a process that is frozen than its claims may begin, and for a dead one not at all", async () => {
  await deps.sql(
    `INSERT INTO worker_heartbeat (id, role, seen_at, pauses_read_at)
     VALUES ('wrk_dead', 'worker', now() - interval '21 seconds', now() - interval '21 seconds'),
       ('wrk_frozen', 'worker', now() - interval '1 second', now() - interval '1 second')`,
  );
  await waitUntilProcessesKnow(deps, { ...END, waitMs: 100 });
  await deps.sql("DELETE FROM worker_heartbeat WHERE id = 'wrk_frozen'");
  const looked: string[] = [];
  const sql: EngineDeps["sql"] = (text, ...rest) => {
    looked.push(text);
    return deps.sql(text, ...rest);
  };
  await waitUntilProcessesKnow({ ...deps, sql }, END);
  expect(looked).toHaveLength(2);
});

it("a heartbeat tells of a change of pauses once, and of no other change", async () => {
  const { tenantId } = await database.addTenant();
  let told = 0;
  const heartbeat = startHeartbeat(database.asWorker("wrk_told"), "web", () => {
    told++;
  });
  ends.push(heartbeat.stop);
  await heartbeat.first;
  await heartbeat.now();
  await deps.db.tenant.update({ where: { id: tenantId }, data: { eventsPerSecond: 7 } });
  await heartbeat.now();
  expect(told).toBe(0);
  await pause("all");
  await heartbeat.now();
  await heartbeat.now();
  expect(told).toBe(1);
});

it("a heartbeat after a failed one reads all again, also a change of a transaction that seems to be known", async () => {
  const own = database.asWorker("wrk_failed");
  let fails = false;
  let told = 0;
  const sql: EngineDeps["sql"] = (...asked) =>
    fails ? Promise.reject(new Error("the database is away")) : own.sql(...asked);
  const heartbeat = startHeartbeat({ ...own, sql }, "web", () => {
    told++;
  });
  ends.push(heartbeat.stop);
  await heartbeat.first;
  await pause("all");
  await deps.sql("UPDATE operator_change SET changed_by = 3 WHERE scope = 'all'");
  await heartbeat.now();
  expect([own.pauses.isPaused(PLACE), told]).toEqual([false, 0]);
  fails = true;
  await heartbeat.now();
  fails = false;
  await heartbeat.now();
  expect(own.pauses.isPaused(PLACE)).toBe(true);
  expect(told).toBeGreaterThan(0);
});

it("says so when a process of an older release still runs", async () => {
  await deps.sql(
    "INSERT INTO worker_heartbeat (id, role, seen_at) VALUES ('wrk_old', 'worker', now() + interval '1 hour')",
  );
  await expect(waitUntilProcessesKnow(deps, { ...END, waitMs: 50 })).rejects.toMatchObject({ code: "busy" });
  await waitUntilProcessesKnow(deps, { endsSending: false, waitMs: 50 });
});

it("a heartbeat reads the limits of tenants, and reads them again after a change", async () => {
  const { tenantId } = await database.addTenant();
  const own = await startProcess("wrk_limits", false);
  expect(own.tenantLimits.eventsPerSecond(tenantId)).toBeNull();
  await deps.db.tenant.update({ where: { id: tenantId }, data: { eventsPerSecond: 5, storageMb: 2 } });
  const heartbeat = startHeartbeat(own, "worker");
  await heartbeat.now();
  expect(own.tenantLimits.eventsPerSecond(tenantId)).toBe(5);
  expect(own.tenantLimits.storageBytes(tenantId)).toBe(2 * 1024 * 1024);
  await deps.db.tenant.update({ where: { id: tenantId }, data: { eventsPerSecond: null, storageMb: null } });
  await heartbeat.now();
  expect(own.tenantLimits.storageBytes(tenantId)).toBeNull();
  await heartbeat.stop();
});

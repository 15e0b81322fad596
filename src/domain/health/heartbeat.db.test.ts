import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createBodyPacking } from "#domain/body-packing.ts";
import { beat, CHANGES_MAX, endHeartbeat, type Read } from "#domain/health/heartbeat.ts";
import { readOperatorMemory } from "#domain/health/read-operator-memory.ts";
import { createTenantLimits } from "#domain/limits/tenant-limits.ts";
import { createSendingPauses } from "#domain/pauses/sending-pauses.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
let deps: EngineDeps;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  await deps.sql("DELETE FROM sending_pause");
  await deps.sql("UPDATE tenant SET events_per_second = NULL, storage_mb = NULL");
  await deps.sql("DELETE FROM operator_change");
});

const limitedTenant = async (eventsPerSecond: number | null = 5): Promise<string> => {
  const { tenantId } = await database.addTenant();
  await limit(tenantId, eventsPerSecond);
  return tenantId;
};
const limit = (tenantId: string, eventsPerSecond: number | null) =>
  deps.db.tenant.update({ where: { id: tenantId }, data: { eventsPerSecond } });

/** Process whose reads are listed: `all`, or the tenants and scopes that it read again. */
const startProcess = async (id: string) => {
  const reads: string[] = [];
  const own = { pauses: createSendingPauses(), tenantLimits: createTenantLimits(), bodyPacking: createBodyPacking() };
  const memory = {
    bodyPacking: own.bodyPacking,
    pauses: {
      ...own.pauses,
      change: (...asked: Parameters<typeof own.pauses.change>) => {
        reads.push(asked[0]);
        return own.pauses.change(...asked);
      },
    },
    tenantLimits: {
      ...own.tenantLimits,
      replace: (...asked: Parameters<typeof own.tenantLimits.replace>) => {
        reads.push("all");
        own.tenantLimits.replace(...asked);
      },
    },
  };
  let known: Read | null = null;
  const next = async (changes: Partial<Read> = {}) => {
    reads.length = 0;
    const { read, isChanged } = await beat(
      { sql: deps.sql, ...memory },
      { workerId: id, role: "worker", known: known && { ...known, ...changes } },
    );
    known = read;
    return { reads: [...reads], isChanged };
  };
  await next();
  return { ...own, next, end: () => endHeartbeat(deps, { workerId: id }) };
};

it("a heartbeat reads again what has changed, and nothing else", async () => {
  const tenants = [await limitedTenant(), await limitedTenant(), await limitedTenant()] as const;
  const own = await startProcess("wrk_changes");
  expect(await own.next()).toEqual({ reads: [], isChanged: false });
  await limit(tenants[1], 7);
  await deps.db.tenant.update({ where: { id: tenants[0] }, data: { name: "Another name", webhooksMax: 3 } });
  expect(await own.next()).toEqual({ reads: [`tenant:${tenants[1]}`], isChanged: false });
  expect(tenants.map((id) => own.tenantLimits.eventsPerSecond(id))).toEqual([5, 7, 5]);
  await deps.sql("INSERT INTO sending_pause (scope, cause) VALUES ('host:a.example', 'operator')");
  expect(await own.next()).toEqual({ reads: ["host:a.example"], isChanged: true });
  expect(own.pauses.isPaused({ tenantId: "salon", subscriptionId: "wh_1", host: "a.example" })).toBe(true);
  expect(await own.next()).toEqual({ reads: [], isChanged: false });
  await own.end();
});

it("a change that commits after a later one is not missed", async () => {
  const [early, late] = [await limitedTenant(), await limitedTenant()];
  const own = await startProcess("wrk_order");
  let commit = () => {};
  let isChanged = () => {};
  const changed = new Promise<void>((resolve) => {
    isChanged = resolve;
  });
  const slow = deps.engineTransaction(async ({ sql }) => {
    await sql("UPDATE tenant SET events_per_second = 1 WHERE id = $1", [early]);
    isChanged();
    await new Promise<void>((resolve) => {
      commit = resolve;
    });
  });
  await changed;
  await limit(late, 2);
  expect((await own.next()).reads).toEqual([`tenant:${late}`]);
  commit();
  await slow;
  expect((await own.next()).reads).toEqual([`tenant:${early}`]);
  expect(own.tenantLimits.eventsPerSecond(early)).toBe(1);
  await own.end();
});

it("what ends is forgotten: a limit, a tenant, a suspension, a pause", async () => {
  const [limited, gone, suspended] = [await limitedTenant(), await limitedTenant(), await limitedTenant(null)];
  await deps.sql("UPDATE tenant SET suspended_at = now() WHERE id = $1", [suspended]);
  await deps.sql("INSERT INTO sending_pause (scope, cause) VALUES ('all', 'operator')");
  const own = await startProcess("wrk_ends");
  expect(own.pauses.isSuspended(suspended)).toBe(true);
  await limit(limited, null);
  await deps.sql("DELETE FROM tenant WHERE id = $1", [gone]);
  await deps.sql("UPDATE tenant SET suspended_at = NULL WHERE id = $1", [suspended]);
  await deps.sql("DELETE FROM sending_pause WHERE scope = 'all'");
  const { reads, isChanged } = await own.next();
  expect(new Set(reads)).toEqual(new Set(["all", ...[limited, gone, suspended].map((id) => `tenant:${id}`)]));
  expect(isChanged).toBe(true);
  expect([limited, gone].map((id) => own.tenantLimits.eventsPerSecond(id))).toEqual([null, null]);
  expect(own.pauses.isSuspended(suspended)).toBe(false);
  expect(own.pauses.isTenantPaused(limited)).toBe(false);
  await own.end();
});

it("a suspended tenant that the operator pauses too stays paused when one of both ends", async () => {
  const tenantId = await limitedTenant(null);
  await deps.sql("UPDATE tenant SET suspended_at = now() WHERE id = $1", [tenantId]);
  await deps.sql("INSERT INTO sending_pause (scope, cause) VALUES ($1, 'operator')", [`tenant:${tenantId}`]);
  const own = await startProcess("wrk_both");
  await deps.sql("UPDATE tenant SET suspended_at = NULL WHERE id = $1", [tenantId]);
  await own.next();
  expect([own.pauses.isSuspended(tenantId), own.pauses.isTenantPaused(tenantId)]).toEqual([false, true]);
  await own.end();
});

it("another start of the database, a crash, an old read and very many changes make the process read all again", async () => {
  const tenantId = await limitedTenant();
  const own = await startProcess("wrk_all");
  expect((await own.next({ server: "2020-01-01 00:00:00+00" })).reads).toEqual(["all"]);
  const [started] = await deps.sql<{ at: string }>("SELECT pg_postmaster_start_time()::text AS at");
  expect((await own.next({ server: `${started?.at}` })).reads).toEqual(["all"]);
  expect((await own.next({ server: `${started?.at} 2020-01-01 00:00:00+00` })).reads).toEqual(["all"]);
  expect((await own.next()).reads).toEqual([]);
  expect((await own.next({ readAt: "2020-01-01 00:00:00+00" })).reads).toEqual(["all"]);
  await deps.sql(
    `INSERT INTO operator_change (scope, changed_by)
     SELECT 'webhook:wh_' || n, pg_current_xact_id()::text::bigint FROM generate_series(1, $1::int) n`,
    [CHANGES_MAX + 1],
  );
  expect((await own.next()).reads).toEqual(["all"]);
  expect(own.tenantLimits.eventsPerSecond(tenantId)).toBe(5);
  expect((await own.next()).reads).toEqual([]);
  await own.end();
});

it("changes are removed after an hour", async () => {
  await limitedTenant();
  await deps.sql("UPDATE operator_change SET changed_at = now() - interval '61 minutes'");
  const other = await limitedTenant();
  const own = await startProcess("wrk_forgets");
  expect(await deps.sql("SELECT scope FROM operator_change")).toEqual([{ scope: `tenant:${other}` }]);
  await own.end();
});

it("all pauses and limits are read page by page", async () => {
  const tenants = await Promise.all([1, 2, 3, 4, 5].map((perSecond) => limitedTenant(perSecond)));
  const scopes = ["all", "host:a.example", "host:b.example", "webhook:wh_1"];
  await deps.sql("INSERT INTO sending_pause (scope, cause) SELECT unnest($1::text[]), 'operator'", [scopes]);
  await deps.sql("UPDATE tenant SET suspended_at = now() WHERE id = $1", [tenants[0]]);
  const own = { pauses: createSendingPauses(), tenantLimits: createTenantLimits(), bodyPacking: createBodyPacking() };
  await readOperatorMemory({ sql: deps.sql, ...own }, 2);
  expect(tenants.map((id) => own.tenantLimits.eventsPerSecond(id))).toEqual([1, 2, 3, 4, 5]);
  expect(own.pauses.isSuspended(tenants[0] ?? "")).toBe(true);
  await deps.sql("DELETE FROM sending_pause WHERE scope = 'all'");
  await readOperatorMemory({ sql: deps.sql, ...own }, 2);
  for (const host of ["a.example", "b.example"])
    expect(own.pauses.isPaused({ tenantId: "salon", subscriptionId: "wh_2", host })).toBe(true);
  expect(own.pauses.isPaused({ tenantId: "salon", subscriptionId: "wh_1", host: "c.example" })).toBe(true);
  expect(own.pauses.isPaused({ tenantId: "salon", subscriptionId: "wh_2", host: "c.example" })).toBe(false);
});

import { afterAll, beforeAll, expect, it } from "vitest";
import type { Sql } from "#domain/context.ts";
import { createTenantLimits } from "#domain/limits/tenant-limits.ts";
import { createLimits } from "#server/rate-limits/limits.ts";
import { createSharedEvents } from "#server/rate-limits/shared-events.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
let tenants = 0;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const newTenant = () => `shared_${++tenants}`;

/** A web process with a rate of 1,000 a second; its statements are counted. */
const webProcess = (perSecond = 1_000) => {
  const count = { statements: 0 };
  const sql: Sql = (...asked) => {
    count.statements++;
    return database.deps.sql(...asked);
  };
  const { take } = createSharedEvents(sql, () => perSecond, { windowSeconds: 2 });
  return { count, take: (tenantId: string, events = 1) => take(new Map([[tenantId, events]])), takeAll: take };
};

it("a tenant that sends little costs no statement", async () => {
  const { take, count } = webProcess();
  const tenantId = newTenant();
  for (let sent = 0; sent < 100; sent++) expect(await take(tenantId)).toEqual({ isOver: false });
  expect(count.statements).toBe(0);
});

it("two processes together accept the limit of one, and a little more, with a statement for many requests", async () => {
  const processes = [webProcess(), webProcess()];
  const tenantId = newTenant();
  const startedAt = performance.now();
  const accepted = await Promise.all(
    processes.map(async ({ take }) => {
      let own = 0;
      while (!(await take(tenantId, 10)).isOver) own += 10;
      return own;
    }),
  );
  const windowsPassed = 2 + (performance.now() - startedAt) / 1_000;
  const sum = accepted.reduce((all, one) => all + one, 0);
  // The free part of each process comes on top.
  expect(sum).toBeGreaterThanOrEqual(2_000);
  expect(sum).toBeLessThanOrEqual(1_000 * windowsPassed + 2 * 110);
  const statements = processes.reduce((all, { count }) => all + count.statements, 0);
  expect(statements).toBeLessThan(sum / 10 / 3);
});

it("a refused tenant costs no statement for a moment, and leaves the others of its request uncounted", async () => {
  const { takeAll, take, count } = webProcess(10);
  const [greedy, modest] = [newTenant(), newTenant()];
  const both = new Map([
    [modest, 20],
    [greedy, 21],
  ]);
  expect(await takeAll(both)).toEqual({ isOver: true, tenantId: greedy });
  const { statements } = count;
  expect(await take(greedy, 21)).toEqual({ isOver: true, tenantId: greedy });
  expect(count.statements).toBe(statements);
  expect(await take(modest, 20)).toEqual({ isOver: false });
});

it("requests of several tenants at once, in any order, wait for each other without a deadlock", async () => {
  const [one, other] = [webProcess(), webProcess()];
  const names = Array.from({ length: 20 }, newTenant);
  const counts = (ids: string[]) => new Map(ids.map((id) => [id, 150] as const));
  const takes = Array.from({ length: 5 }, () => [
    one.takeAll(counts(names)),
    other.takeAll(counts(names.toReversed())),
  ]);
  expect(new Set((await Promise.all(takes.flat())).map(({ isOver }) => isOver))).toEqual(new Set([false]));
});

it("createLimits shares the limit only beside another web process, and names the tenant", async () => {
  const own = createTenantLimits();
  own.replace([{ tenantId: "small", eventsPerSecond: 10, storageMb: null }]);
  const [first, second] = [createLimits(database.deps.sql, own), createLimits(database.deps.sql, own)];
  const all = new Map([["small", 20]]);
  await Promise.all([first.takeEvents(all), second.takeEvents(all)]);
  own.noteWebProcesses(2);
  const [third, fourth] = [createLimits(database.deps.sql, own), createLimits(database.deps.sql, own)];
  await third.takeEvents(all);
  for (const impossible of ["a\0b", "x".repeat(6_000)]) await third.takeEvents(new Map([[impossible, 300]]));
  await expect(fourth.takeEvents(all)).rejects.toMatchObject({
    code: "rate_limited",
    message: expect.stringContaining('for tenant "small": up to 20 events'),
  });
});

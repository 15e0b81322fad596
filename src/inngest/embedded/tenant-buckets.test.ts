import { expect, it } from "vitest";
import { ACTIVE_MS, HELD_BACK_AT_ONCE, TENANT_BUCKET } from "#domain/fairness.ts";
import { createTenantBuckets } from "#inngest/embedded/tenant-buckets.ts";

const { burst, perSecondAndCore, coresMax } = TENANT_BUCKET;
const LIMIT = 40;

/** Tenants with waiting work, taken in turns as from the outbox. */
const world = ({ cores = 2 } = {}) => {
  const time = { ms: 0 };
  const buckets = createTenantBuckets({ cores, clock: () => time.ms });
  const waiting: Record<string, number> = {};
  const take = async () => {
    const taken: Record<string, number> = {};
    await buckets.take(LIMIT, async ({ limit, heldBack }) => {
      const work: { tenantId: string }[] = [];
      const next = () =>
        Object.keys(waiting)
          .filter((tenantId) => !heldBack.includes(tenantId) && (waiting[tenantId] ?? 0) > 0)
          .toSorted((a, b) => (taken[a] ?? 0) - (taken[b] ?? 0))[0];
      for (let tenantId = next(); tenantId && work.length < limit; tenantId = next()) {
        waiting[tenantId] = (waiting[tenantId] ?? 0) - 1;
        taken[tenantId] = (taken[tenantId] ?? 0) + 1;
        work.push({ tenantId });
      }
      return work;
    });
    return taken;
  };
  /** Takes work every millisecond. `every`: milliseconds between two events of each tenant. */
  const goOn = async (ms: number, every: Record<string, number> = {}) => {
    const total: Record<string, number> = {};
    for (const end = time.ms + ms; time.ms < end; time.ms++) {
      for (const [tenantId, each] of Object.entries(every))
        if (time.ms % each === 0) waiting[tenantId] = (waiting[tenantId] ?? 0) + 1;
      for (const [tenantId, count] of Object.entries(await take())) total[tenantId] = (total[tenantId] ?? 0) + count;
    }
    return total;
  };
  return { time, buckets, waiting, take, goOn };
};

it("a tenant alone is never held back", async () => {
  const { waiting, goOn, buckets } = world();
  waiting.large = 100_000;
  expect(await goOn(100)).toEqual({ large: 100 * LIMIT });
  expect(buckets.waitMs()).toBeNull();
});

it("a tenant with an empty bucket gets its refill a second and core, in small batches, beside a tenant with tokens", async () => {
  const { waiting, goOn, take, buckets, time } = world();
  waiting.large = 100_000;
  await goOn(10);
  waiting.small = 1;
  expect(await take()).toEqual({ large: LIMIT - 1, small: 1 });
  expect(await take()).toEqual({});
  time.ms += Math.ceil(buckets.waitMs() ?? 0);
  expect(await take()).toEqual({ large: HELD_BACK_AT_ONCE });
  const { large = 0, small } = await goOn(10_000, { small: 20 });
  expect(small).toBe(500);
  expect(large).toBeGreaterThanOrEqual(9.5 * 2 * perSecondAndCore);
  expect(large).toBeLessThan(10.5 * 2 * perSecondAndCore);
});

it("a burst that fits into the bucket is never held back", async () => {
  const { waiting, take } = world();
  waiting.small = 1;
  waiting.booking = burst - 1;
  let taken = 0;
  for (let looks = 0; looks < Math.ceil(burst / LIMIT); looks++) taken += (await take()).booking ?? 0;
  expect(taken).toBe(burst - 1);
});

it("a held-back tenant is no longer held back after the others were idle for two seconds", async () => {
  const { waiting, goOn } = world();
  waiting.large = 100_000;
  await goOn(2_000, { small: 20 });
  const { large = 0 } = await goOn(ACTIVE_MS - 20);
  expect(large).toBeLessThan(2.5 * 2 * perSecondAndCore);
  expect(await goOn(100)).toEqual({ large: 100 * LIMIT });
});

it("tenants with empty buckets share the machine in turns", async () => {
  const { waiting, goOn } = world();
  for (const tenantId of ["a", "b", "c"]) waiting[tenantId] = 100_000;
  await goOn(20);
  const { a = 0, b = 0, c = 0 } = await goOn(100);
  expect(a + b + c).toBe(100 * LIMIT);
  expect(Math.max(a, b, c) - Math.min(a, b, c)).toBeLessThanOrEqual(100);
});

it("two importing tenants beside a third one are held back, and neither delays the other", async () => {
  const { waiting, goOn } = world();
  waiting.one = 100_000;
  waiting.two = 100_000;
  const { one = 0, two = 0, small } = await goOn(10_000, { small: 100 });
  expect(small).toBe(100);
  for (const count of [one, two]) {
    expect(count).toBeGreaterThan(9.5 * 2 * perSecondAndCore);
    expect(count).toBeLessThan(burst + LIMIT + 10.5 * 2 * perSecondAndCore);
  }
});

it("forgets idle tenants, however many there were", async () => {
  const { buckets, goOn, take, time } = world();
  for (let n = 0; n < 10_000; n++) await buckets.take(1, async () => [{ tenantId: `t${n}` }]);
  await buckets.take(LIMIT, async () => Array.from({ length: 10_000 }, () => ({ tenantId: "large" })));
  expect(buckets.size()).toBe(10_001);
  time.ms += 10_000;
  await take();
  await goOn(1);
  expect(buckets.size()).toBe(0);
});

it("a machine with many cores refills buckets no faster than one worker can work", async () => {
  const { waiting, goOn } = world({ cores: 64 });
  waiting.large = 100_000;
  await goOn(10);
  const { large = 0 } = await goOn(5_000, { small: 10 });
  expect(large).toBeLessThan(5.5 * coresMax * perSecondAndCore);
});

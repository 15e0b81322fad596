import { expect, it } from "vitest";
import type { Sql } from "#domain/context.ts";
import { createTenantStorage } from "#domain/storage/create-tenant-storage.ts";

const START = Date.parse("2026-11-01T12:00:00Z");

/** Process with its own memory over one table; `asked` holds the tenants of each query. */
const processOver = (bytesMax: number | null) => {
  const table = { countedAt: new Date(START - 60_000), bytes: new Map<string, number>() };
  const time = { ms: START };
  const asked: string[][] = [];
  const sql = (async (_: string, values: readonly unknown[] = []) => {
    const ids = values[0] as string[];
    asked.push(ids);
    const rows = ids.flatMap((tenantId) => {
      const bytes = table.bytes.get(tenantId);
      return bytes === undefined ? [] : [{ countedAt: table.countedAt, tenantId, bytes }];
    });
    return rows.length > 0 ? rows : [{ countedAt: table.countedAt, tenantId: null, bytes: null }];
  }) as Sql;
  const storage = createTenantStorage({ sql, clock: () => new Date(time.ms), bytesMax });
  return { table, time, asked, storage };
};

it("tenant storage sends no query while it stores without a limit", async () => {
  const { storage, asked } = processOver(null);
  storage.add(new Map([["a", 1e12]]));
  expect([...(await storage.full(["a"]))]).toEqual([]);
  await storage.requireSpace("a");
  expect(asked).toEqual([]);
});

it("tenant storage says how much a tenant without a limit uses", async () => {
  const { storage, table } = processOver(null);
  table.bytes.set("a", 1_200);
  expect(await storage.useOf("a")).toEqual({ bytes: 1_200, bytesMax: null });
  expect(await storage.useOf("b")).toEqual({ bytes: 0, bytesMax: null });
});

it("tenant storage finds full tenants with one query for all, repeated only for an old figure", async () => {
  const { storage, table, time, asked } = processOver(1_000);
  table.bytes.set("a", 1_000).set("b", 999);
  expect([...(await storage.full(["a", "b", "c"]))]).toEqual(["a"]);
  time.ms += 4_999;
  expect([...(await storage.full(["c", "a"]))]).toEqual(["a"]);
  expect(asked).toEqual([["a", "b", "c"]]);
  table.bytes.set("a", 10);
  time.ms += 1;
  expect([...(await storage.full(["a"]))]).toEqual([]);
  expect(asked).toHaveLength(2);
});

it("tenant storage counts the bytes of this process at once, until the table includes them", async () => {
  const { storage, table, time } = processOver(1_000);
  table.bytes.set("a", 400);
  for (let i = 0; i < 6; i++) {
    expect((await storage.full(["a"])).size).toBe(0);
    storage.add(new Map([["a", 100]]));
  }
  await expect(storage.requireSpace("a")).rejects.toMatchObject({
    code: "rate_limited",
    message: expect.stringContaining('The storage of tenant "a" is full'),
    budget: { limit: 1_000, remaining: 0, resetSeconds: 3_600 },
  });
  // Another process erased data; the bytes stored here are not measured yet.
  table.bytes.set("a", 300);
  time.ms += 5_000;
  expect(await storage.useOf("a")).toEqual({ bytes: 900, bytesMax: 1_000 });
  table.bytes.set("a", 900);
  table.countedAt = new Date(START + 1);
  time.ms += 5_000;
  expect(await storage.useOf("a")).toEqual({ bytes: 900, bytesMax: 1_000 });
});

it("tenant storage loses no bytes of a tenant that stores continuously while no measurement runs", async () => {
  const { storage, table, time } = processOver(1e9);
  table.bytes.set("a", 0);
  for (let i = 0; i < 5_000; i++) {
    storage.add(new Map([["a", 10]]));
    time.ms += 1_000;
  }
  expect(await storage.useOf("a")).toMatchObject({ bytes: 50_000 });
  // The table is measured up to the first ten slices of ten seconds.
  table.countedAt = new Date(START + 99_500);
  table.bytes.set("a", 1_000);
  expect(await storage.useOf("a")).toMatchObject({ bytes: 50_000 });
  time.ms += 5_000;
  expect(await storage.useOf("a")).toMatchObject({ bytes: 50_000 });
});

it("tenant storage queries again at once after a failed query", async () => {
  let isAway = true;
  const sql = (async () => {
    if (isAway) throw new Error("away");
    return [{ countedAt: null, tenantId: "a", bytes: 1_000 }];
  }) as unknown as Sql;
  const storage = createTenantStorage({ sql, clock: () => new Date(START), bytesMax: 1_000 });
  await expect(storage.full(["a"])).rejects.toThrow("away");
  isAway = false;
  expect([...(await storage.full(["a"]))]).toEqual(["a"]);
});

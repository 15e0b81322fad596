import { afterAll, beforeAll, expect, it } from "vitest";
import type { Deps } from "#domain/context.ts";
import { acceptEvents } from "#domain/events/accept-events.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const emit = (deps: Deps, tenantId: string, count: number) =>
  acceptEvents(
    deps,
    Array.from({ length: count }, () => ({
      tenantId,
      externalId: null,
      event: "appointment.created",
      data: { appointmentId: "abc123" },
      timestamp: null,
    })),
  );

it("what one tenant imports is dispatched a few at a time after what others have, and fast when it was held for minutes", async () => {
  const { deps } = database;
  const time = { ms: 0 };
  const now = { ms: Date.now() };
  const [events] = createWorkSources({ ...deps, clock: () => new Date(now.ms) }, () => time.ms);
  const take = async (): Promise<Record<string, number>> => {
    const rows = (await events?.take({ limit: 100, running: [], busyKeys: [] })) ?? [];
    const byTenant = Map.groupBy(rows, ({ data }) => (data.tenantId === large ? "large" : "small"));
    return Object.fromEntries([...byTenant].map(([who, { length }]) => [who, length]));
  };
  const [{ tenantId: large }, { tenantId: small }] = [await database.addTenant(), await database.addTenant()];
  await emit(deps, large, 400);
  await emit(deps, small, 1);
  expect(await take()).toEqual({ large: 99, small: 1 });
  expect(await take()).toEqual({ large: 100 });

  await emit(deps, small, 2);
  expect(await take()).toEqual({ small: 2 });
  expect(await take()).toEqual({ large: 25 });
  expect(await take()).toEqual({});
  expect(await events?.nextInMs?.()).toBe(50);
  time.ms += 50;
  expect(await take()).toEqual({ large: 25 });

  now.ms += 6 * 60_000;
  time.ms += 50;
  expect([await take(), await take(), await take()]).toEqual(Array(3).fill({ large: 25 }));
  time.ms += 3_000;
  expect(await take()).toEqual({ large: 76 });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const emit = (deps: EngineDeps, tenantId: string, count: number) =>
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

it("what one tenant imports is dispatched a few at a time, after what others have", async () => {
  const { deps } = database;
  const time = { ms: 0 };
  const [events] = createWorkSources(deps, () => time.ms);
  const take = async (): Promise<Record<string, number>> => {
    const rows = (await events?.take({ limit: 100, running: [], busyKeys: [] })) ?? [];
    const byTenant = Map.groupBy(rows, ({ data }) => (data.tenantId === large ? "large" : "small"));
    return Object.fromEntries([...byTenant].map(([who, { length }]) => [who, length]));
  };
  const [{ tenantId: large }, { tenantId: small }] = [await database.addTenant(), await database.addTenant()];
  await emit(deps, large, 400);
  await emit(deps, small, 1);
  expect(await take()).toEqual({ large: 99, small: 1 });
  await emit(deps, small, 2);
  expect(await take()).toEqual({ small: 2 });
  expect(await take()).toEqual({ large: 25 });
  expect(await take()).toEqual({});
  const waitMs = Math.ceil((await events?.nextInMs?.()) ?? 0);
  time.ms += waitMs - 1;
  expect(await take()).toEqual({});
  time.ms += 1;
  expect(await take()).toEqual({ large: 25 });

  time.ms += 4_000;
  expect(await take()).toEqual({ large: 100 });
});

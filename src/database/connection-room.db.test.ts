import { afterAll, beforeAll, expect, it } from "vitest";
import { connectionWarning } from "#database/connection-room.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("a start warns when PostgreSQL has too few connections left, also for sessions of other roles", async () => {
  expect(await connectionWarning(database.urls.engine, 1)).toBeNull();
  const line =
    /^This start may open 5000 connections, and PostgreSQL has (\d+) of (\d+) left: lower DATABASE_POOL_SIZE /;
  const [, free, max] = line.exec((await connectionWarning(database.urls.app, 5_000)) ?? "") ?? [];
  expect(Number(free)).toBeGreaterThan(0);
  expect(Number(free)).toBeLessThan(Number(max));
});

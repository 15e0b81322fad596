import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createDatabase, type Database } from "#database/database.ts";
import { createLogger } from "#server/logging/logger.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";

const TENANTS = ["salon_a", "salon_b"] as const;
/** Without a filter, so that row-level security alone decides. */
const OWNERS = "SELECT DISTINCT tenant_id AS id FROM webhook_event";
const CONNECTION = "SELECT pg_backend_pid() AS pid";
const NAME = "SELECT nullif(current_setting('app.tenant_id', true), '') AS name";
/** PostgreSQL may choose a plan for all values after five runs. */
const RUNS = 12;

let database: TestDatabase;
/** One connection for all. */
let subject: Database;

beforeAll(async () => {
  database = await testDatabase();
  for (const id of TENANTS)
    await furnishTenant(database.deps, await database.addTenant(id), `https://example.com/${id}`);
});
beforeEach(() => {
  subject = createDatabase(database.urls.app, { log: createLogger("silent", "test"), connectionsMax: 1 });
  return () => subject.close();
});
afterAll(() => database.close());

it.each([true, false])(
  "shows each tenant its own rows by turns on one connection, with its plan kept: %s",
  async (isPlanKept) => {
    const pids = new Set<number>();
    for (let run = 0; run < RUNS; run++)
      for (const id of TENANTS) {
        const { sql } = subject.ofTenant(id);
        expect(await sql(OWNERS, [], { isPlanKept })).toEqual([{ id }]);
        for (const { pid } of await sql<{ pid: number }>(CONNECTION)) pids.add(pid);
      }
    expect(pids.size).toBe(1);
  },
);

it("holds with a plan that serves all values", async () => {
  await subject.sql("SELECT set_config('plan_cache_mode', 'force_generic_plan', false)");
  for (const id of [...TENANTS, ...TENANTS]) expect(await subject.ofTenant(id).sql(OWNERS)).toEqual([{ id }]);
  expect(
    await subject.sql("SELECT generic_plans > 0 AS was FROM pg_prepared_statements WHERE statement = $1", [OWNERS]),
  ).toEqual([{ was: true }]);
});

it("leaves no name on the connection, whether the statement succeeds or fails", async () => {
  for (const statement of [OWNERS, "SELECT 1 / 0", "SELECT nothing FROM nowhere"]) {
    await subject
      .ofTenant(TENANTS[0])
      .sql(statement)
      .catch(() => null);
    expect(await subject.sql(NAME)).toEqual([{ name: null }]);
    expect(await subject.sql(OWNERS)).toEqual([]);
  }
});

it("commits a change before it answers, and undoes a failed one", async () => {
  const { sql } = subject.ofTenant(TENANTS[0]);
  const rename = "UPDATE webhook_event SET resource_id = $1 RETURNING 1";
  expect(await sql(rename, ["renamed"])).toHaveLength(1);
  await expect(sql(`WITH changed AS (${rename}) SELECT 1 / 0`, ["undone"])).rejects.toThrow("division by zero");
  expect(await database.deps.sql("SELECT tenant_id AS id FROM webhook_event WHERE resource_id = 'renamed'")).toEqual([
    { id: TENANTS[0] },
  ]);
});

it("answers a statement that has no rows with none", async () => {
  expect(await subject.ofTenant(TENANTS[0]).sql("UPDATE webhook_event SET resource_id = resource_id")).toEqual([]);
});

import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sessionOptions } from "#database/session-settings.ts";
import { CLAIM } from "#engine/claim/claim-deliveries.sql.ts";
import { walked } from "#engine/claim/find-due-deliveries.sql.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type PlanNode, rowsRead, scansOf } from "#tests/plan-scans.ts";
import { query } from "#tests/processes/query.ts";
import { addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";

/** Deliveries of one kind. A statement that reads them all reads far more than `READ_MAX`. */
const MANY = 2_000;
const READ_MAX = 1_000;

let database: TestDatabase;
/** Connection with the settings of the engine. */
let client: pg.Client;
let probe: string;

// One webhook has a history and few due deliveries, one a backlog, and one is paused with newer deliveries.
beforeAll(async () => {
  database = await testDatabase();
  // Statistics change only where the test says so.
  for (const table of ["webhook_delivery", "webhook_subscription"])
    await query(database.url, `ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  const { deps } = database;
  const actor = await database.addTenant();
  const old = await addWebhook(deps, actor);
  await addDueDeliveries(deps, actor, old, MANY);
  await deps.sql("UPDATE webhook_delivery SET due_at = NULL, status = 'delivered'");
  await addDueDeliveries(deps, actor, await addWebhook(deps, actor), MANY);
  await addDueDeliveries(deps, actor, old, 3);
  const paused = await addWebhook(deps, actor);
  probe = (await addDueDeliveries(deps, actor, paused, 3))[0]?.deliveryId ?? expect.fail();
  await deps.sql("UPDATE webhook_subscription SET probes = 0, gate_at = now() WHERE id = $1", [paused.id]);
  client = new pg.Client({ connectionString: database.urls.engine, options: sessionOptions() });
  await client.connect();
  await client.query("SET plan_cache_mode = force_generic_plan");
});
afterAll(async () => {
  await client.end();
  await database.close();
});

const literal = (value: unknown) => pg.escapeLiteral(Array.isArray(value) ? `{${value.join()}}` : String(value));

/** Explains the plan that serves all values, as a kept statement has it. */
const plan = async ([text, values]: [string, unknown[]]): Promise<PlanNode> => {
  await client.query("BEGIN");
  await client.query(`PREPARE asked AS ${text}`);
  const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE asked(${values.map(literal).join()})`,
  );
  await client.query("ROLLBACK");
  await client.query("DEALLOCATE asked");
  return rows[0]?.["QUERY PLAN"][0].Plan ?? expect.fail("no plan");
};

const lists = { running: [], sharing: [], busyWebhooks: [], busyTenants: [], busyHosts: [] };
const asking = { ...lists, limit: 8, kinds: ["own", "backlog"], after: "" };
const shape = { limitMax: 8, perWebhook: { own: 5, backlog: 5 } };
const walk = walked({ ...shape, onlyUnannounced: false })(asking);
const statements = (): [string, [string, unknown[]]][] => [
  ["walk", walk],
  ["walk from the middle", walked({ ...shape, onlyUnannounced: false })({ ...asking, after: "wh_0m" })],
  ["walk for announcements", walked({ ...shape, onlyUnannounced: true })(asking)],
  ["claim", CLAIM({ deliveryIds: [probe], leaseToken: "wrk_test", leaseMs: 1_000 })],
];

it.each([
  ["without statistics", "SELECT"],
  ["with statistics", "ANALYZE webhook_delivery, webhook_subscription"],
])("the walk and the claim read neither final deliveries nor the backlog of another webhook, %s", async (_, before) => {
  await query(database.url, before);
  for (const [name, asked] of statements()) {
    const root = await plan(asked);
    expect(root["Actual Rows"], name).toBeGreaterThan(0);
    const read = scansOf(root).map(rowsRead);
    expect(
      read.reduce((sum, rows) => sum + rows, 0),
      name,
    ).toBeLessThan(READ_MAX);
  }
});

it("PostgreSQL keeps the plan of a walk", async () => {
  await query(database.url, "ANALYZE webhook_delivery, webhook_subscription");
  await client.query("SET plan_cache_mode = auto");
  const [text, values] = walk;
  for (let n = 0; n < 10; n++) await client.query({ name: "walk", text, values });
  const { rows } = await client.query(
    "SELECT generic_plans::int AS kept FROM pg_prepared_statements WHERE name = 'walk'",
  );
  // PostgreSQL compares five plans for the values with the one for all.
  expect(rows).toEqual([{ kept: 5 }]);
});

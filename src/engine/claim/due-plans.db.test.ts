import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sessionOptions } from "#database/session-settings.ts";
import { CLAIM } from "#engine/claim/claim-deliveries.sql.ts";
import { type DueKind, walked } from "#engine/claim/find-due-deliveries.sql.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type PlanNode, rowsRead, scansOf } from "#tests/plan-scans.ts";
import { query } from "#tests/processes/query.ts";
import { addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";

/** Deliveries of one kind. A statement that reads them all reads far more than `READ_MAX`. */
const MANY = 2_000;
const READ_MAX = 400;

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

const asking = { limit: 8, running: [], sharing: [], busyWebhooks: [], busyTenants: [], busyHosts: [], after: "" };
const statements = (): [string, [string, unknown[]]][] => [
  ...(["own", "backlog"] as const satisfies DueKind[]).map((kind): [string, [string, unknown[]]] => [
    `walk ${kind}`,
    walked({ perWebhook: { own: 5, backlog: 5 }, onlyUnannounced: false })({ ...asking, kinds: [kind] }),
  ]),
  ["claim", CLAIM({ deliveryIds: [probe], leaseToken: "wrk_test", leaseMs: 1_000 })],
];

it.each([
  ["without statistics", "SELECT"],
  ["with statistics", "ANALYZE webhook_delivery, webhook_subscription"],
])(
  "the search and the claim read neither final deliveries nor the backlog of another webhook, %s",
  async (_, before) => {
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
  },
);

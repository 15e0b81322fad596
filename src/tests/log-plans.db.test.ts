import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { fillLog } from "#tests/log/fill-log.ts";
import { LOG_FILTERS } from "#tests/log/log-filters.ts";
import { type Sample, sampleRows } from "#tests/log/sample-rows.ts";
import { type Statement, type WatchedDatabase, watchDatabase } from "#tests/log/watched-database.ts";
import { type PlanNode, rowsRead, scansOf } from "#tests/plan-scans.ts";
import { query } from "#tests/processes/query.ts";

const ROWS = 100_000;
const SAMPLES = 6;
/** A fifth of the log belongs to one tenant: a scan of a tenant's rows reads far more. */
const READ_MAX = 1_000;

/** One tenant has just imported; its events are the newest of all. */
const IMPORTED = [
  `INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
    SELECT 'evt_zz' || to_char(n, 'FM000000') || right(id, 18), 'tenant_1', event, now()
    FROM (SELECT id, event, row_number() OVER () AS n FROM webhook_event LIMIT 5000) AS numbered`,
  `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event)
    SELECT 'dlv_' || right(id, 26), tenant_id, 'wh_1_0', id, event FROM webhook_event WHERE id > 'evt_zz'`,
  "INSERT INTO webhook_outbox (tenant_id, event_id) SELECT tenant_id, id FROM webhook_event WHERE id > 'evt_zz'",
];

let database: TestDatabase;
let watched: WatchedDatabase;
let samples: Sample[];
/** Connection as the role that answers tenants, with PostgreSQL's default planner settings. */
let app: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  await fillLog(database.url, { from: 1, to: ROWS, of: ROWS, now: new Date() });
  watched = watchDatabase(database.url);
  samples = await sampleRows(watched, SAMPLES);
  await query(database.url, ...IMPORTED, "ANALYZE");
  app = new pg.Client({ connectionString: database.urls.app });
  await app.connect();
  await app.query("SET enable_seqscan = on");
}, 180_000);
afterAll(async () => {
  await app.end();
  await watched.close();
  await database.close();
});

const planOf = async ({ text, values }: Statement, tenantId: string): Promise<{ root: PlanNode; rows: number }> => {
  await app.query("SELECT set_config('app.tenant_id', $1, false)", [tenantId]);
  const { rows } = await app.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>({
    text: `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
    values,
  });
  const root = rows[0]?.["QUERY PLAN"][0].Plan ?? expect.fail("no plan");
  return { root, rows: root["Actual Rows"] };
};

it("the samples include the big tenant and small ones", () => {
  expect(new Set(samples.map(({ tenantId }) => tenantId)).size).toBeGreaterThan(1);
  expect(samples.map(({ tenantId }) => tenantId)).toContain("tenant_0");
});

it.each(LOG_FILTERS)("$name: reads by index, also under row-level security", async ({ page }) => {
  for (const sample of samples) {
    watched.statements.length = 0;
    await page(watched, sample);
    const plans = [];
    for (const statement of [...watched.statements]) plans.push(await planOf(statement, sample.tenantId));
    const scans = plans.flatMap(({ root }) => scansOf(root));
    expect(scans.length).toBeGreaterThan(0);
    for (const scan of scans) {
      // The log has no words to search: reading an empty table whole costs nothing.
      if (rowsRead(scan) > 0) expect(scan["Node Type"], JSON.stringify(scan)).not.toBe("Seq Scan");
      expect(rowsRead(scan), JSON.stringify(scan)).toBeLessThanOrEqual(READ_MAX);
    }
  }
});

it("the check notices a filter whose index is unused", async () => {
  const statement = {
    text: "SELECT id FROM webhook_delivery WHERE tenant_id = $1 AND event ~ 'never was'",
    values: ["tenant_0"],
  };
  const { root } = await planOf(statement, "tenant_0");
  expect(Math.max(...scansOf(root).map(rowsRead))).toBeGreaterThan(READ_MAX);
});

it("a page of another tenant's ids is empty and read by index too", async () => {
  const [first = expect.fail(), other = expect.fail()] = [
    samples[0],
    samples.find(({ tenantId }) => tenantId !== samples[0]?.tenantId),
  ];
  for (const { page } of LOG_FILTERS) {
    watched.statements.length = 0;
    await page(watched, first);
    for (const statement of [...watched.statements]) {
      const { root, rows } = await planOf(statement, other.tenantId);
      expect(rows).toBe(0);
      for (const scan of scansOf(root)) expect(rowsRead(scan), JSON.stringify(scan)).toBeLessThanOrEqual(READ_MAX);
    }
  }
});

import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor, Sql } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { type DeletedRows, deleteExpired, LOCK_KEY, type RetentionPlace } from "#domain/retention/delete-expired.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
let webhookId: string;

beforeAll(async () => {
  database = await testDatabase({ RETENTION_DAYS: "10" });
  deps = database.deps;
  actor = await database.addTenant();
  webhookId = (await addWebhook(deps, actor)).id;
});
afterAll(() => database.close());

const DAY_MS = 86_400_000;

const walk = (changes: Partial<EngineDeps> = {}) =>
  deleteExpired({ ...deps, ...changes }, { workMsMax: 60_000, pauseFactor: 0 });

const TABLES = ["webhook_exchange", "webhook_payload", "webhook_attempt", "webhook_delivery", "webhook_event"];
const eachTable = (rows: number) => Object.fromEntries(TABLES.map((table) => [table, rows]));

/** Adds events with one delivery, one attempt and bodies each, past every retention time. */
const addMany = async (count: number, { isWaiting = false } = {}) => {
  const ids = (prefix: "evt" | "dlv" | "att") =>
    Array.from({ length: count }, () => newId(prefix, Date.now() - 33 * DAY_MS));
  const eventIds = ids("evt");
  await deps.sql(
    `WITH n AS (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS n(event_id, delivery_id, attempt_id)),
     event AS (
       INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
       SELECT event_id, $1, 'appointment.created', now() FROM n
     ), payload AS (
       INSERT INTO webhook_payload (event_id, tenant_id, body) SELECT event_id, $1, 'x' FROM n
     ), delivery AS (
       INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status, due_at)
       SELECT delivery_id, $1, $5, event_id, 'appointment.created', 'delivered', CASE WHEN $6::bool THEN now() END FROM n
     ), attempt AS (
       INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, started_at)
       SELECT attempt_id, $1, delivery_id, 1, 'automatic', 'x', now() FROM n
     )
     INSERT INTO webhook_exchange (attempt_id, tenant_id, request_headers) SELECT attempt_id, $1, '{}' FROM n`,
    [actor.tenantId, eventIds, ids("dlv"), ids("att"), webhookId, isWaiting],
  );
  return eventIds;
};

const countRows = async () => {
  const counts = await Promise.all(
    TABLES.map((table) => deps.sql<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`)),
  );
  return counts.reduce((sum, [row]) => sum + (row?.rows ?? 0), 0);
};

it("retention passes waiting events and deletes the others, at most 1,000 rows a batch and none by cascade", async () => {
  const waiting = await addMany(1_200, { isWaiting: true });
  await addMany(1_100);
  const before = await countRows();
  const batches: number[] = [];
  const sql: Sql = async <Row extends object>(text: string, values?: readonly unknown[]) => {
    const rows = await deps.sql<Row>(text, values);
    for (const row of rows) if ("deleted" in row) batches.push(Number(row.deleted));
    return rows;
  };
  expect(await walk({ sql })).toEqual({ deleted: eachTable(1_100), next: null });
  expect(before - (await countRows())).toBe(5 * 1_100);
  expect(Math.max(...batches)).toBeLessThanOrEqual(1_000);
  expect((await walk()).deleted).toEqual({});
  expect(await deps.db.webhookExchange.count({ where: { attempt: { delivery: { eventId: { in: waiting } } } } })).toBe(
    1_200,
  );
  await deps.sql("UPDATE webhook_delivery SET due_at = NULL");
  expect((await walk()).deleted).toEqual(eachTable(1_200));
});

it("retention ends when its time is up, and the next run continues from there", async () => {
  await addMany(1_300);
  expect(await deleteExpired(deps, { workMsMax: 0 })).toEqual({
    deleted: {},
    next: { table: "webhook_exchange", after: "" },
  });
  const places: RetentionPlace[] = [];
  const deleted: Record<string, number> = {};
  for (let from: RetentionPlace | null | undefined; from !== null; ) {
    const run: DeletedRows = await deleteExpired(deps, { from: from ?? null, workMsMax: 1, pauseFactor: 0 });
    for (const [table, rows] of Object.entries(run.deleted)) deleted[table] = (deleted[table] ?? 0) + rows;
    from = run.next;
    if (from) places.push(from);
  }
  expect(deleted).toEqual(eachTable(1_300));
  expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(places.length);
  expect(places.length).toBeGreaterThanOrEqual(TABLES.length);
});

it("two retention runs at once delete each row once, and the next run finds the rest", async () => {
  await addMany(1_300);
  const other = database.asWorker("wrk_other");
  const results = await Promise.all([walk(), walk({ sql: other.sql })]);
  results.push(await walk());
  for (const table of TABLES)
    expect([table, results.reduce((sum, { deleted }) => sum + (deleted[table] ?? 0), 0)]).toEqual([table, 1_300]);
});

it("retention ends at once while another process runs it", async () => {
  await addMany(1);
  const lock = deps.db.$transaction(async (transaction) => {
    await transaction.$queryRawUnsafe(`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${LOCK_KEY})) AS locked`);
    return deleteExpired(deps, { workMsMax: 60_000 });
  });
  expect(await lock).toEqual({ deleted: {}, next: null });
  expect((await walk()).deleted).toEqual(eachTable(1));
});

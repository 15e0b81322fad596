import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compactIndexes, LOCK_KEY } from "#database/compact/compact-indexes.ts";
import { DatabaseClient } from "#database/database-client.ts";
import { PRISMA_FILES } from "#database/migrations/schema-engine.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { query } from "#tests/processes/query.ts";

const ROWS = 4_000;
const EVENTS_BY_TENANT = "webhook_event_tenant_id_id_key";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  // Tenants take turns, as in production: each page of an index that begins with the tenant is split in halves.
  await query(
    database.url,
    "INSERT INTO tenant (id, name) SELECT 'tenant_' || n, 'x' FROM generate_series(0, 9) n",
    `INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
     SELECT 'evt_' || to_char(n, 'FM00000000000000000000000000'), 'tenant_' || n % 10, 'appointment.created', now()
     FROM generate_series(1, ${ROWS}) n`,
  );
});
afterAll(() => database.close());

const validIndexes = async () =>
  database.deps.sql<{ name: string }>(
    "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indisvalid AND indrelid = 'webhook_event'::regclass ORDER BY 1",
  );

it("rebuilds an index that tenants filled in turns to less than two thirds, and keeps all indexes", async () => {
  const before = await validIndexes();
  const seen: string[] = [];
  const compacted = await compactIndexes(database.url, { bytesMin: 65_536, onIndex: ({ name }) => seen.push(name) });
  const { bytesBefore = 0, bytesAfter = 0 } = compacted.find(({ name }) => name === EVENTS_BY_TENANT) ?? {};
  expect(bytesAfter).toBeGreaterThan(0);
  expect(bytesAfter).toBeLessThan((bytesBefore * 2) / 3);
  expect(seen).toEqual(compacted.map(({ name }) => name));
  expect(await validIndexes()).toEqual(before);
  await query(database.url, "CREATE INDEX usual ON webhook_event (tenant_id, id)");
  const [usual] = await database.deps.sql<{ bytes: number }>("SELECT pg_relation_size('usual')::int AS bytes");
  expect(bytesAfter).toBeLessThan((usual?.bytes ?? 0) * 0.94);
  await query(database.url, "DROP INDEX usual");
  // Pages of later rows keep their spare room.
  expect(await database.deps.sql("SELECT FROM pg_class WHERE relkind = 'i' AND reloptions IS NOT NULL")).toEqual([]);
});

it("removes what an interrupted rebuild left, and touches no small index", async () => {
  await query(
    database.url,
    `CREATE INDEX "${EVENTS_BY_TENANT}_ccnew" ON webhook_event (tenant_id)`,
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"${EVENTS_BY_TENANT}_ccnew"'::regclass`,
    `ALTER INDEX "${EVENTS_BY_TENANT}" SET (fillfactor = 100)`,
  );
  expect(await compactIndexes(database.url)).toEqual([]);
  const left = await database.deps.sql("SELECT FROM pg_class WHERE relname LIKE '%_ccnew'");
  expect(left).toEqual([]);
  expect(await database.deps.sql("SELECT FROM pg_class WHERE relkind = 'i' AND reloptions IS NOT NULL")).toEqual([]);
});

it("an index that another session still rebuilds is not taken for one that was left", async () => {
  const name = `"${EVENTS_BY_TENANT}_ccnew"`;
  await query(
    database.url,
    `CREATE INDEX ${name} ON webhook_event (tenant_id)`,
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${name}'::regclass`,
  );
  const isThere = async () => {
    const rows = await database.deps.sql("SELECT FROM pg_class WHERE relname LIKE '%_ccnew'");
    return rows.length === 1;
  };
  const other = new DatabaseClient({ connectionString: database.url });
  await other.connect();
  try {
    // Takes the lock that a rebuild holds.
    await other.query(`BEGIN; ALTER INDEX ${name} SET (fillfactor = 90)`);
    await compactIndexes(database.url);
    expect(await isThere()).toBe(true);
  } finally {
    await other.end();
  }
  await compactIndexes(database.url);
  expect(await isThere()).toBe(false);
});

it("a second one beside it is refused with a reason", async () => {
  const other = new DatabaseClient({ connectionString: database.url });
  await other.connect();
  try {
    await other.query(`SELECT pg_advisory_lock(${LOCK_KEY})`);
    await expect(compactIndexes(database.url)).rejects.toThrow("Another compaction");
  } finally {
    await other.end();
  }
});

/** As release 0.2.0 had them. */
const EARLIER = {
  webhook_delivery_tenant_id_event_id_idx: "webhook_delivery (tenant_id, event, id)",
  webhook_delivery_tenant_id_status_id_idx: "webhook_delivery (tenant_id, status, id)",
  webhook_event_tenant_id_external_id_idx: "webhook_event (tenant_id, external_id) WHERE external_id IS NOT NULL",
};
const TWIN = "webhook_delivery_tenant_id_subscription_id_id_idx";

describe("indexes of release 0.2.0", () => {
  const names = [...Object.keys(EARLIER), TWIN].sort();
  const there = async () =>
    (
      await database.deps.sql<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relname = ANY($1::text[]) ORDER BY 1",
        [names],
      )
    ).map(({ name }) => name);
  const migrateAgain = () =>
    query(
      database.url,
      ...Object.entries({ ...EARLIER, [TWIN]: "webhook_delivery (tenant_id, subscription_id, id)" }).map(
        ([name, columns]) => `CREATE INDEX IF NOT EXISTS ${name} ON ${columns}`,
      ),
      ...["20261129001300_external_ids_once", "20261129001400_fewer_delivery_indexes"].map((name) =>
        readFileSync(join(PRISMA_FILES.migrations, name, "migration.sql"), "utf8"),
      ),
    );

  it("are not in a new database", async () => expect(await there()).toEqual([]));

  it("stay where its rows are, and a compaction drops them", async () => {
    await query(
      database.url,
      `INSERT INTO webhook_subscription (id, tenant_id, url, events, secret, secret_hint, api_version)
       VALUES ('wh_1', 'tenant_1', 'https://example.com', '{}', 'x', 'x', '1')`,
      `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event)
       SELECT 'dlv_1', 'tenant_1', 'wh_1', id, event FROM webhook_event WHERE tenant_id = 'tenant_1' LIMIT 1`,
    );
    await migrateAgain();
    expect(await there()).toEqual(Object.keys(EARLIER));
    const dropped = (await compactIndexes(database.url)).filter(({ bytesAfter }) => bytesAfter === 0);
    expect(dropped.map(({ name }) => name)).toEqual(Object.keys(EARLIER));
    expect(await there()).toEqual([]);
  });

  it("go at once where no row has ever been", async () => {
    await query(database.url, "TRUNCATE webhook_event CASCADE");
    await migrateAgain();
    expect(await there()).toEqual([]);
  });
});

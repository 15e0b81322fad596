import { afterAll, beforeAll, expect, it } from "vitest";
import { compactIndexes } from "#database/compact/compact-indexes.ts";
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
     SELECT 'evt_' || to_char(n, 'FM00000000000000000000000000'), 'tenant_' || n % 10, 'appointment.created', now() FROM generate_series(1, ${ROWS}) n`,
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
});

it("removes what an interrupted rebuild left, and touches no small index", async () => {
  await query(
    database.url,
    `CREATE INDEX "${EVENTS_BY_TENANT}_ccnew" ON webhook_event (tenant_id)`,
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"${EVENTS_BY_TENANT}_ccnew"'::regclass`,
  );
  expect(await compactIndexes(database.url)).toEqual([]);
  const left = await database.deps.sql("SELECT FROM pg_class WHERE relname LIKE '%_ccnew'");
  expect(left).toEqual([]);
});

it("a second one beside it is refused with a reason", async () => {
  const outcomes = await Promise.allSettled([1, 2].map(() => compactIndexes(database.url, { bytesMin: 65_536 })));
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused.map(({ reason }) => String(reason))).toEqual([expect.stringContaining("Another compaction")]);
});

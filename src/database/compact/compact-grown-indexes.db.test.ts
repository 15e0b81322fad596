import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { bytesFree } from "#database/compact/bytes-free.ts";
import { compactGrownIndexes } from "#database/compact/compact-grown-indexes.ts";
import { type CompactedIndex, LOCK_KEY } from "#database/compact/compact-indexes.ts";
import { DatabaseClient } from "#database/database-client.ts";
import type { LineFields } from "#domain/log-lines.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { query } from "#tests/processes/query.ts";

const ROWS = 4_000;
const EVENTS_BY_TENANT = "webhook_event_tenant_id_id_key";
const OF_EARLIER = "webhook_event_tenant_id_external_id_idx";

let database: TestDatabase;
let events = 0;
let lines: LineFields<"indexes compacted">[];
let indexes: CompactedIndex[];

beforeAll(async () => {
  database = await testDatabase();
  await query(
    database.url,
    "INSERT INTO tenant (id, name) SELECT 'tenant_' || n, 'x' FROM generate_series(0, 9) n",
    `CREATE INDEX ${OF_EARLIER} ON webhook_event (tenant_id, external_id) WHERE external_id IS NOT NULL`,
    "ALTER TABLE webhook_payload ALTER COLUMN body SET NOT NULL",
  );
});
beforeEach(() => {
  lines = [];
  indexes = [];
});
afterAll(() => database.close());

/** Tenants take turns, as in production: pages of an index that begins with the tenant are filled by half. */
const addEvents = async () => {
  await query(
    database.url,
    `INSERT INTO webhook_event (id, tenant_id, event, external_id, occurred_at)
     SELECT 'evt_' || to_char(n, 'FM00000000000000000000000000'), 'tenant_' || n % 10, 'appointment.created', 'bk_' || md5(n::text), now()
     FROM generate_series(${events + 1}, ${events + ROWS}) n`,
    "ANALYZE webhook_event",
  );
  events += ROWS;
};

const compact = (options: Parameters<typeof compactGrownIndexes>[2] = {}) => {
  const log = { info: (fields: object) => void lines.push(fields as LineFields<"indexes compacted">) };
  return compactGrownIndexes(database.url, log, {
    bytesMin: 65_536,
    onIndex: (index) => indexes.push(index),
    ...options,
  });
};

const bytesOf = async (name: string) => {
  const [row] = await database.deps.sql<{ bytes: number }>("SELECT pg_relation_size($1)::int AS bytes", [name]);
  return row?.bytes ?? 0;
};

it("an index is rebuilt once it is large, and again only when its rows take more room than after that", async () => {
  await addEvents();
  const halfEmpty = await bytesOf(EVENTS_BY_TENANT);
  await compact();
  const first = indexes.find(({ name }) => name === EVENTS_BY_TENANT);
  expect(first).toMatchObject({ outcome: "rebuilt", bytesBefore: halfEmpty });
  expect(first?.bytesAfter).toBeLessThan((halfEmpty * 2) / 3);
  expect(lines).toEqual([
    {
      rebuilt: indexes.length,
      withoutRoom: 0,
      bytesBefore: indexes.reduce((sum, { bytesBefore }) => sum + bytesBefore, 0),
      bytesAfter: indexes.reduce((sum, { bytesAfter }) => sum + bytesAfter, 0),
      durationMs: expect.any(Number),
    },
  ]);

  await query(database.url, "ANALYZE webhook_event");
  await compact();
  expect(lines[1]).toMatchObject({ rebuilt: 0, bytesBefore: 0 });

  await addEvents();
  const grown = await bytesOf(EVENTS_BY_TENANT);
  await compact();
  const again = indexes.findLast(({ name }) => name === EVENTS_BY_TENANT);
  expect(again).toMatchObject({ outcome: "rebuilt", bytesBefore: grown });
  // Twice the rows take twice the room.
  expect(again?.bytesAfter).toBeLessThan((first?.bytesAfter ?? 0) * 2.1);
});

it("an index that deleted rows have left empty is rebuilt, and forgets what it had for a row", async () => {
  const outbox = "webhook_outbox_ready";
  const rebuiltNames = () => indexes.filter(({ outcome }) => outcome === "rebuilt").map(({ name }) => name);
  const commentOf = async () =>
    (
      await database.deps.sql<{ text: string }>("SELECT obj_description($1::regclass, 'pg_class') AS text", [outbox])
    )[0];
  await query(
    database.url,
    "INSERT INTO webhook_outbox (tenant_id, event_id) SELECT tenant_id, id FROM webhook_event",
    "ANALYZE webhook_outbox",
  );
  await compact();
  expect(rebuiltNames()).toContain(outbox);
  expect((await commentOf())?.text).toMatch(/^Rebuilt at \d+\.\d\d bytes a row$/);

  await query(database.url, "DELETE FROM webhook_outbox", "VACUUM (ANALYZE) webhook_outbox");
  indexes = [];
  await compact();
  expect(rebuiltNames()).toContain(outbox);
  expect(await bytesOf(outbox)).toBe(8_192);
  expect((await commentOf())?.text).toBeNull();
});

it("an index below a hundredth of its table stays as it is: a rebuild would read all of the table", async () => {
  await compact({ bytesMin: 8_192 });
  const names = indexes.map(({ name }) => name);
  expect(await bytesOf("webhook_event_sandbox")).toBe(8_192);
  expect(names).not.toContain("webhook_event_sandbox");
  expect(names).toContain("webhook_subscription_pkey");
});

it("no step is taken that has no way back", async () => {
  await addEvents();
  await compact();
  expect(lines).toHaveLength(1);
  expect(await bytesOf(OF_EARLIER)).toBeGreaterThan(0);
  const columns =
    "SELECT attnotnull AS is_plain FROM pg_attribute WHERE attrelid = 'webhook_payload'::regclass AND attname = 'body'";
  expect(await query(database.url, columns)).toEqual([{ is_plain: true }]);
});

it("an index that the free disk has no room for stays as it is, and the line counts it", async () => {
  await addEvents();
  const before = await bytesOf(EVENTS_BY_TENANT);
  await compact({ findBytesFree: async () => 3 * before - 1 });
  expect(indexes).toContainEqual({
    name: EVENTS_BY_TENANT,
    outcome: "no_room",
    bytesBefore: before,
    bytesAfter: before,
  });
  expect(lines[0]?.withoutRoom).toBeGreaterThan(0);
  expect(await bytesOf(EVENTS_BY_TENANT)).toBe(before);
});

it("after a whole night no further rebuild begins", async () => {
  await addEvents();
  await compact({ msMax: 0 });
  expect(lines).toMatchObject([{ rebuilt: 0, withoutRoom: 0 }]);
});

it("while another process compacts the database, nothing is done or said", async () => {
  const other = new DatabaseClient({ connectionString: database.url });
  await other.connect();
  try {
    await other.query(`SELECT pg_advisory_lock(${LOCK_KEY})`);
    await compact();
    expect(lines).toEqual([]);
  } finally {
    await other.end();
  }
});

it.each([
  ["owner", expect.any(Number)],
  ["app", null],
] as const)("the free disk is known to a role that sees the server's directory: %s", async (role, free) => {
  const client = new DatabaseClient({ connectionString: database.urls[role] });
  await client.connect();
  try {
    expect(await bytesFree(client)).toEqual(free);
  } finally {
    await client.end();
  }
});

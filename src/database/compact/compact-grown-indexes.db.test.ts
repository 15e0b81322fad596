import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bytesFree } from "#database/compact/bytes-free.ts";
import { compactGrownIndexes } from "#database/compact/compact-grown-indexes.ts";
import { type CompactedIndex, compactIndexes, LOCK_KEY } from "#database/compact/compact-indexes.ts";
import { DatabaseClient } from "#database/database-client.ts";
import type { LineFields } from "#domain/log-lines.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { query } from "#tests/processes/query.ts";
import { until } from "#tests/until.ts";

const ROWS = 4_000;
const EVENTS_BY_TENANT = "webhook_event_tenant_id_id_key";
const OF_EARLIER = "webhook_event_tenant_id_external_id_idx";

let database: TestDatabase;
let events: number;
let lines: LineFields<"indexes compacted">[];
let failures: LineFields<"index not compacted">[];
let indexes: CompactedIndex[];

beforeEach(() => {
  lines = [];
  failures = [];
  indexes = [];
});

const prepare = async () => {
  events = 0;
  database = await testDatabase();
  await query(
    database.url,
    "INSERT INTO tenant (id, name) SELECT 'tenant_' || n, 'x' FROM generate_series(0, 9) n",
    `CREATE INDEX ${OF_EARLIER} ON webhook_event (tenant_id, external_id) WHERE external_id IS NOT NULL`,
    "ALTER TABLE webhook_payload ALTER COLUMN body SET NOT NULL",
  );
  await addEvents();
};

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
  const log = {
    info: (fields: object) => void lines.push(fields as LineFields<"indexes compacted">),
    warn: (fields: object) => void failures.push(fields as LineFields<"index not compacted">),
  };
  return compactGrownIndexes(database.url, log, {
    bytesMin: 65_536,
    onIndex: (index) => indexes.push(index),
    ...options,
  });
};

const rebuiltNames = () => indexes.filter(({ outcome }) => outcome === "rebuilt").map(({ name }) => name);

const commentOf = async (name: string) => {
  const [row] = await database.deps.sql<{ text: string | null }>(
    "SELECT obj_description($1::regclass, 'pg_class') AS text",
    [name],
  );
  return row?.text ?? null;
};

const bytesOf = async (name: string) => {
  const [row] = await database.deps.sql<{ bytes: number }>("SELECT pg_relation_size($1)::int AS bytes", [name]);
  return row?.bytes ?? 0;
};

describe("with rebuilds", () => {
  beforeEach(prepare);
  afterEach(() => database.close());

  it("an index is rebuilt once it is large, and again only when its rows take more room than after that", async () => {
    const halfEmpty = await bytesOf(EVENTS_BY_TENANT);
    await compact();
    const first = indexes.find(({ name }) => name === EVENTS_BY_TENANT);
    expect(first).toMatchObject({ outcome: "rebuilt", bytesBefore: halfEmpty });
    expect(first?.bytesAfter).toBeLessThan((halfEmpty * 2) / 3);
    expect(lines).toEqual([
      {
        rebuilt: indexes.length,
        withoutRoom: 0,
        failed: 0,
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
    await query(
      database.url,
      "INSERT INTO webhook_outbox (tenant_id, event_id) SELECT tenant_id, id FROM webhook_event",
      "ANALYZE webhook_outbox",
    );
    await compact();
    expect(rebuiltNames()).toContain(outbox);
    expect(await commentOf(outbox)).toMatch(/^Rebuilt at \d+\.\d\d bytes a row$/);

    await query(database.url, "DELETE FROM webhook_outbox", "VACUUM (ANALYZE) webhook_outbox");
    indexes = [];
    await compact();
    expect(rebuiltNames()).toContain(outbox);
    expect(await bytesOf(outbox)).toBe(8_192);
    expect(await commentOf(outbox)).toBeNull();
  });

  it("an index below a hundredth of its table stays as it is: a rebuild would read all of the table", async () => {
    await addEvents();
    await compact({ bytesMin: 8_192 });
    const names = indexes.map(({ name }) => name);
    expect(await bytesOf("webhook_event_sandbox")).toBe(8_192);
    expect(names).not.toContain("webhook_event_sandbox");
    expect(names).toContain("webhook_subscription_pkey");
  });

  it("no step is taken that has no way back", async () => {
    await compact();
    expect(lines).toHaveLength(1);
    expect(await bytesOf(OF_EARLIER)).toBeGreaterThan(0);
    const columns =
      "SELECT attnotnull AS is_plain FROM pg_attribute WHERE attrelid = 'webhook_payload'::regclass AND attname = 'body'";
    expect(await query(database.url, columns)).toEqual([{ is_plain: true }]);
  });

  it("an index that fails does not keep the others from theirs, has a line, and is counted", async () => {
    await query(
      database.url,
      "CREATE FUNCTION broken(id text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN id; END $$",
      "CREATE INDEX broken_index ON webhook_event (broken(id))",
      `CREATE OR REPLACE FUNCTION broken(id text) RETURNS text IMMUTABLE LANGUAGE plpgsql
     AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$`,
    );
    const before = await bytesOf("broken_index");
    expect(await compact()).toBe(1);
    expect(indexes.find(({ name }) => name === "broken_index")).toMatchObject({
      outcome: "failed",
      bytesBefore: before,
      bytesAfter: before,
    });
    expect(indexes.findIndex(({ name }) => name === "broken_index")).toBeLessThan(indexes.length - 1);
    expect(rebuiltNames()).toHaveLength(indexes.length - 1);
    expect(lines).toMatchObject([{ failed: 1, rebuilt: indexes.length - 1 }]);
    expect(failures).toEqual([{ index: "broken_index", err: expect.objectContaining({ message: "no more" }) }]);
  });

  describe("beside a forgotten transaction", () => {
    let other: DatabaseClient;
    beforeEach(async () => {
      other = new DatabaseClient({ connectionString: database.url });
      await other.connect();
      await other.query(
        "BEGIN; INSERT INTO webhook_event (id, tenant_id, event, occurred_at) VALUES ('evt_x', 'tenant_1', 'x', now())",
      );
    });
    afterEach(() => other.end());

    it("a rebuild waits until the end of its time, and the next night removes what it left", async () => {
      const left = "SELECT FROM pg_class WHERE relname LIKE '%_ccnew' OR relkind = 'i' AND reloptions IS NOT NULL";
      expect(await compact({ msMax: 300 })).toBe(1);
      expect(failures).toMatchObject([{ err: { code: "57014" } }]);
      expect(await query(database.url, left)).not.toEqual([]);

      await other.query("ROLLBACK");
      expect(await compact()).toBe(0);
      expect(rebuiltNames()).toContain(EVENTS_BY_TENANT);
      expect(await query(database.url, left)).toEqual([]);
    });

    it("a lost connection ends the compaction with its error, and the process goes on", async () => {
      const lost = expect(compact()).rejects.toThrow(/terminating connection/);
      await until("it waits", async () => {
        const ended = await query(
          database.url,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'REINDEX%' AND wait_event_type = 'Lock'`,
        );
        return ended.length > 0;
      });
      await lost;
      expect(lines).toEqual([]);
    });
  });

  it("tables that are not ours stay as they are, and so does an index with a comment of a person", async () => {
    await query(
      database.url,
      "CREATE TABLE webhook_of_others AS SELECT id, tenant_id FROM webhook_event",
      "CREATE INDEX of_others ON webhook_of_others (tenant_id, id)",
      `COMMENT ON INDEX ${EVENTS_BY_TENANT} IS 'Ask us first'`,
    );
    await compact();
    expect(indexes.map(({ name }) => name)).not.toContain("of_others");
    expect(indexes.map(({ name }) => name)).not.toContain(EVENTS_BY_TENANT);
    const all = await compactIndexes(database.url, { bytesMin: 65_536 });
    expect(all.map(({ name }) => name)).toContain(EVENTS_BY_TENANT);
    expect(all.map(({ name }) => name)).not.toContain("of_others");
    expect(await commentOf(EVENTS_BY_TENANT)).toBe("Ask us first");
  });
});

describe("without any", () => {
  beforeAll(prepare);
  afterAll(() => database.close());

  it("an index that the free disk has no room for stays as it is, and the line counts it", async () => {
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
});

import { DatabaseClient } from "#database/database-client.ts";

export type CompactedIndex = { name: string; bytesBefore: number; bytesAfter: number };

/** Smaller indexes gain nothing that matters. */
export const INDEX_BYTES_MIN = 8 * 1024 * 1024;
/** Advisory lock: two compactions would wait for each other without end. */
export const LOCK_KEY = 7_280_002;

/** Indexes by which release 0.2.0 finds rows, and later ones do not. Migrations leave them where 0.2.0 may still run. */
const INDEXES_OF_EARLIER = [
  "webhook_event_tenant_id_external_id_idx",
  "webhook_delivery_tenant_id_event_id_idx",
  "webhook_delivery_tenant_id_status_id_idx",
];

/** Tables whose rows come in the order of their ids: an index that begins with ids of ours, or a tenant, grows at the ends only. */
const GROWING_TABLES = [
  "webhook_event",
  "webhook_payload",
  "webhook_delivery",
  "webhook_attempt",
  "webhook_exchange",
  "webhook_search_event",
];
/** Columns with values of senders, or hashes: their new rows go between older ones, where a full page would be split in halves. */
const SCATTERED_COLUMNS = ["external_id", "resource_id", "resource", "card_id", "order_lane"];

/**
 * Drops the indexes of release 0.2.0, which must run no more: `bytesAfter` is 0. Rebuilds each large index while the system runs, smallest
 * first. Needs free disk for the largest one, and waits for long transactions. Safe to repeat: removes what an interrupted call left.
 *
 * @param url owner's address
 */
export const compactIndexes = async (
  url: string,
  { bytesMin = INDEX_BYTES_MIN, onIndex }: { bytesMin?: number; onIndex?: (index: CompactedIndex) => void } = {},
): Promise<CompactedIndex[]> => {
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    await client.query("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0");
    const { rows } = await client.query<{ isMine: boolean }>(`SELECT pg_try_advisory_lock(${LOCK_KEY}) AS "isMine"`);
    if (!rows[0]?.isMine) throw new Error("Another compaction of this database is running: wait for its end.");
    const named = async (text: string, values: unknown[] = []) =>
      (await client.query<{ name: string }>(text, values)).rows.map(({ name }) => name);
    const bytesOf = async (name: string) =>
      Number((await client.query("SELECT pg_relation_size($1::regclass) AS bytes", [name])).rows[0].bytes);

    for (const name of await named(LEFT_BEHIND)) await client.query(`DROP INDEX CONCURRENTLY ${name}`);
    for (const name of await named(LEFT_FULL)) await client.query(`ALTER INDEX ${name} RESET (fillfactor)`);
    const compacted: CompactedIndex[] = [];
    const report = (index: CompactedIndex) => {
      onIndex?.(index);
      compacted.push(index);
    };
    for (const name of await named(NAMED, [INDEXES_OF_EARLIER])) {
      const bytesBefore = await bytesOf(name);
      await client.query(`DROP INDEX CONCURRENTLY ${name}`);
      report({ name, bytesBefore, bytesAfter: 0 });
    }
    const large = await client.query<{ name: string; isGrowing: boolean }>(LARGE, [
      bytesMin,
      GROWING_TABLES,
      SCATTERED_COLUMNS,
    ]);
    for (const { name, isGrowing } of large.rows) {
      const bytesBefore = await bytesOf(name);
      // Pages of old rows get no new ones: PostgreSQL would leave a tenth of them free.
      if (isGrowing) await client.query(`ALTER INDEX ${name} SET (fillfactor = 100)`);
      try {
        await client.query(`REINDEX INDEX CONCURRENTLY ${name}`);
      } finally {
        // After a lost connection the next call does it.
        if (isGrowing) await client.query(`ALTER INDEX ${name} RESET (fillfactor)`).catch(() => {});
      }
      report({ name, bytesBefore, bytesAfter: await bytesOf(name) });
    }
    return compacted;
  } finally {
    await client.end();
  }
};

const INDEXES = `pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE i.relnamespace = current_schema()::regnamespace AND i.relkind = 'i'`;

/** PostgreSQL names a rebuilt index so until it takes the place of the old one. */
const LEFT_BEHIND = `SELECT i.oid::regclass::text AS name FROM ${INDEXES} AND NOT x.indisvalid AND i.relname ~ '_cc(new|old)\\d*$'`;

/** Migrations set no fill factor: an interrupted call has left it. */
const LEFT_FULL = `SELECT i.oid::regclass::text AS name FROM ${INDEXES} AND 'fillfactor=100' = ANY(i.reloptions)`;

const NAMED = `SELECT i.oid::regclass::text AS name FROM ${INDEXES} AND i.relname = ANY($1::text[]) ORDER BY 1`;

const LARGE = `
SELECT i.oid::regclass::text AS name, x.indrelid::regclass::text = ANY($2::text[]) AND NOT EXISTS (
  SELECT FROM pg_attribute a WHERE a.attrelid = i.oid AND a.attname = ANY($3::text[])) AS "isGrowing"
FROM ${INDEXES} AND x.indisvalid AND pg_relation_size(i.oid) >= $1
ORDER BY pg_relation_size(i.oid), 1`;

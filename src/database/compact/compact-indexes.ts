import { escapeLiteral } from "pg";
import { DatabaseClient } from "#database/database-client.ts";
import { bytesFree } from "./bytes-free.ts";
import { LARGE, LEFT_BEHIND, LEFT_FULL, NAMED, REBUILT_AT, SIZE } from "./compact-indexes.sql.ts";

/** `no_room`: the disk of the server has too little free space for a second copy of the index. */
export type CompactedIndex = {
  name: string;
  outcome: "rebuilt" | "dropped" | "no_room";
  bytesBefore: number;
  bytesAfter: number;
};

export type CompactOptions = {
  /** Smaller indexes stay as they are. */
  bytesMin?: number;
  /** Leaves indexes of release 0.2.0, and those that take about as much for a row as after their last rebuild. */
  isGrownOnly?: boolean;
  /** Time after which no further rebuild begins. */
  msMax?: number;
  onIndex?: (index: CompactedIndex) => void;
  /** Free bytes of the server's disk; null = unknown. */
  findBytesFree?: (client: DatabaseClient) => Promise<number | null>;
};

/** Smaller indexes gain nothing that matters. */
const INDEX_BYTES_MIN = 8 * 1024 * 1024;
/** Bytes a row, as a multiple of those after the last rebuild, from which an index has grown. */
const GROWTH_MIN = 1.15;
/** Free disk for a rebuild, as a multiple of the index: the copy, the sorted rows, and the log of changes. */
const ROOM_FACTOR = 3;
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

/** Tells that another process compacts this database. */
export class CompactionRunning extends Error {
  override name = "CompactionRunning";
}

/**
 * Rebuilds large indexes one at a time while the system runs, smallest first, and drops those of release 0.2.0, which must run no more
 * (`isGrownOnly` leaves them). Waits for long transactions. Safe to kill and to repeat: removes what an interrupted call left.
 *
 * @param url owner's address
 * @throws CompactionRunning
 */
export const compactIndexes = async (url: string, options: CompactOptions = {}): Promise<CompactedIndex[]> => {
  const { bytesMin = INDEX_BYTES_MIN, isGrownOnly = false, msMax = Number.POSITIVE_INFINITY, onIndex } = options;
  const startedAt = performance.now();
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    await prepareSession(client);
    const named = async (text: string, values: unknown[] = []) =>
      (await client.query<{ name: string }>(text, values)).rows.map(({ name }) => name);

    for (const name of await named(LEFT_BEHIND)) await client.query(`DROP INDEX CONCURRENTLY ${name}`);
    for (const name of await named(LEFT_FULL)) await client.query(`ALTER INDEX ${name} RESET (fillfactor)`);
    const compacted: CompactedIndex[] = [];
    const report = (index: CompactedIndex) => {
      onIndex?.(index);
      compacted.push(index);
    };
    for (const name of isGrownOnly ? [] : await named(NAMED, [INDEXES_OF_EARLIER])) {
      const { bytes } = await readSize(client, name);
      await client.query(`DROP INDEX CONCURRENTLY ${name}`);
      report({ name, outcome: "dropped", bytesBefore: bytes, bytesAfter: 0 });
    }
    const large = await client.query<LargeIndex>(LARGE, [bytesMin, GROWING_TABLES, SCATTERED_COLUMNS, GROWTH_MIN]);
    for (const index of large.rows) {
      if (isGrownOnly && !index.hasGrown) continue;
      if (performance.now() - startedAt >= msMax) break;
      report(await compact(client, index, { ...options, bytesMin }));
    }
    return compacted;
  } finally {
    await client.end();
  }
};

const prepareSession = async (client: DatabaseClient): Promise<void> => {
  await client.query("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0");
  // Leaves the other cores to the system.
  await client.query("SET max_parallel_maintenance_workers = 0");
  // Ends a rebuild whose process was killed. Servers on some systems cannot tell.
  await client.query("SET client_connection_check_interval = '2s'").catch(() => {});
  const { rows } = await client.query<{ isMine: boolean }>(`SELECT pg_try_advisory_lock(${LOCK_KEY}) AS "isMine"`);
  if (!rows[0]?.isMine)
    throw new CompactionRunning("Another compaction of this database is running: wait for its end.");
};

type LargeIndex = { name: string; isGrowing: boolean; hasGrown: boolean };

const compact = async (
  client: DatabaseClient,
  { name, isGrowing }: LargeIndex,
  { bytesMin, findBytesFree = bytesFree }: CompactOptions & { bytesMin: number },
): Promise<CompactedIndex> => {
  const { bytes: bytesBefore } = await readSize(client, name);
  const free = await findBytesFree(client);
  if (free !== null && free < bytesBefore * ROOM_FACTOR)
    return { name, outcome: "no_room", bytesBefore, bytesAfter: bytesBefore };
  // Pages of old rows get no new ones: PostgreSQL would leave a tenth of them free.
  if (isGrowing) await client.query(`ALTER INDEX ${name} SET (fillfactor = 100)`);
  try {
    await client.query(`REINDEX INDEX CONCURRENTLY ${name}`);
  } finally {
    // After a lost connection the next call does it.
    if (isGrowing) await client.query(`ALTER INDEX ${name} RESET (fillfactor)`).catch(() => {});
  }
  const { bytes: bytesAfter, rowBytes } = await readSize(client, name);
  // A small index says too little: it is rebuilt again once it is large.
  const comment = rowBytes !== null && bytesAfter >= bytesMin ? `${REBUILT_AT} ${rowBytes.toFixed(2)} bytes a row` : "";
  await client.query(`COMMENT ON INDEX ${name} IS ${escapeLiteral(comment)}`);
  return { name, outcome: "rebuilt", bytesBefore, bytesAfter };
};

const readSize = async (client: DatabaseClient, name: string): Promise<{ bytes: number; rowBytes: number | null }> => {
  const { rows } = await client.query<{ bytes: number; rowBytes: number | null }>(SIZE, [name]);
  return rows[0] ?? { bytes: 0, rowBytes: null };
};

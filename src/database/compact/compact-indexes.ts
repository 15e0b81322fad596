import { escapeLiteral } from "pg";
import { DatabaseClient } from "#database/database-client.ts";
import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";
import { bytesFree } from "./bytes-free.ts";
import { LARGE, LEFT_BEHIND, LEFT_FULL, NAMED, REBUILT_AT, SIZE } from "./compact-indexes.sql.ts";

type Sizes = { name: string; bytesBefore: number; bytesAfter: number };

/**
 * `no_room`: the disk of the server has too little free space for a second copy of the index. `failed`: PostgreSQL refused or ended the
 * statement, and the index serves as before.
 */
export type CompactedIndex = Sizes &
  ({ outcome: "rebuilt" | "dropped" | "no_room" } | { outcome: "failed"; error: Error });

export type CompactOptions = {
  /** Smaller indexes stay as they are. */
  bytesMin?: number;
  /** Leaves indexes of release 0.2.0, and those that take about as much for a row as after their last rebuild. */
  isGrownOnly?: boolean;
  /** Time after which no further rebuild begins, and a running statement is ended. */
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
export const LOCK_KEY = ADVISORY_LOCKS.compaction;
/** A statement after the end of the time: it resets what the ended one has set. */
const LAST_STATEMENT_MS = 1_000;

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
 * (`isGrownOnly` leaves them). Waits for long transactions, `msMax` at most. An index that fails does not keep the others from theirs. Safe
 * to kill and to repeat: removes what an interrupted call left.
 *
 * @param url owner's address
 * @throws CompactionRunning, or the error of a lost connection
 */
export const compactIndexes = async (url: string, options: CompactOptions = {}): Promise<CompactedIndex[]> => {
  const { bytesMin = INDEX_BYTES_MIN, isGrownOnly = false, msMax = Number.POSITIVE_INFINITY, onIndex } = options;
  const endsAt = performance.now() + msMax;
  const client = new DatabaseClient({ connectionString: url });
  // The statement that runs is rejected. Without a listener, the process would end too.
  client.on("error", () => {});
  await client.connect();
  try {
    await prepareSession(client);
    const compacted: CompactedIndex[] = [];
    const report = (index: CompactedIndex) => {
      onIndex?.(index);
      compacted.push(index);
    };
    const attempt = async (index: ListedIndex, work: () => Promise<CompactedIndex | null>) => {
      await boundStatements(client, endsAt);
      const done = await work().catch(async (error: Error) => {
        await client.query("SELECT").catch(() => {
          throw error;
        });
        const { name, bytes } = index;
        return { name, outcome: "failed", error, bytesBefore: bytes, bytesAfter: bytes } as const;
      });
      if (done) report(done);
    };
    const list = async <Index extends ListedIndex>(text: string, values: unknown[] = []) =>
      (await client.query<Index>(text, values)).rows;

    for (const index of await list(LEFT_BEHIND)) await attempt(index, () => drop(client, index).then(() => null));
    for (const index of await list(LEFT_FULL)) await attempt(index, () => resetFill(client, index).then(() => null));
    for (const index of isGrownOnly ? [] : await list(NAMED, [INDEXES_OF_EARLIER]))
      await attempt(index, () => drop(client, index));
    const large = await list<LargeIndex>(LARGE, [bytesMin, GROWING_TABLES, SCATTERED_COLUMNS, GROWTH_MIN]);
    for (const index of large) {
      if (isGrownOnly && !index.hasGrown) continue;
      if (performance.now() >= endsAt) break;
      await attempt(index, () => compact(client, index, { ...options, bytesMin, endsAt }));
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

/** A forgotten transaction would hold up a statement for ever, and with it autovacuum of the table. */
const boundStatements = async (client: DatabaseClient, endsAt: number): Promise<void> => {
  if (endsAt === Number.POSITIVE_INFINITY) return;
  const leftMs = Math.max(LAST_STATEMENT_MS, Math.ceil(endsAt - performance.now()));
  await client.query(`SET statement_timeout = ${leftMs}`);
};

type ListedIndex = { name: string; bytes: number };
type LargeIndex = ListedIndex & { isGrowing: boolean; hasGrown: boolean };

const drop = async (client: DatabaseClient, { name, bytes }: ListedIndex): Promise<CompactedIndex> => {
  await client.query(`DROP INDEX CONCURRENTLY ${name}`);
  return { name, outcome: "dropped", bytesBefore: bytes, bytesAfter: 0 };
};

const resetFill = (client: DatabaseClient, { name }: ListedIndex) =>
  client.query(`ALTER INDEX ${name} RESET (fillfactor)`);

const compact = async (
  client: DatabaseClient,
  index: LargeIndex,
  { bytesMin, endsAt, findBytesFree = bytesFree }: CompactOptions & { bytesMin: number; endsAt: number },
): Promise<CompactedIndex> => {
  const { name, isGrowing } = index;
  const { bytes: bytesBefore } = await readSize(client, name);
  const free = await findBytesFree(client);
  if (free !== null && free < bytesBefore * ROOM_FACTOR)
    return { name, outcome: "no_room", bytesBefore, bytesAfter: bytesBefore };
  // Pages of old rows get no new ones: PostgreSQL would leave a tenth of them free.
  if (isGrowing) await client.query(`ALTER INDEX ${name} SET (fillfactor = 100)`);
  try {
    await boundStatements(client, endsAt);
    await client.query(`REINDEX INDEX CONCURRENTLY ${name}`);
  } finally {
    // After a lost connection the next call does it.
    const reset = () => boundStatements(client, endsAt).then(() => resetFill(client, index));
    if (isGrowing) await reset().catch(() => {});
  }
  const { bytes: bytesAfter, rowBytes, isOurComment } = await readSize(client, name);
  // A small index says too little: it is rebuilt again once it is large.
  const comment = rowBytes !== null && bytesAfter >= bytesMin ? `${REBUILT_AT} ${rowBytes.toFixed(2)} bytes a row` : "";
  if (isOurComment) await client.query(`COMMENT ON INDEX ${name} IS ${escapeLiteral(comment)}`);
  return { name, outcome: "rebuilt", bytesBefore, bytesAfter };
};

type Size = { bytes: number; rowBytes: number | null; isOurComment: boolean };

const readSize = async (client: DatabaseClient, name: string): Promise<Size> => {
  const { rows } = await client.query<Size>(SIZE, [name]);
  return rows[0] ?? { bytes: 0, rowBytes: null, isOurComment: false };
};

import { parseArgs } from "node:util";
import { compactIndexes } from "#database/compact/compact-indexes.ts";
import { addWebhooks } from "./add-webhooks.ts";
import { createEndings } from "./endings.ts";
import { rounded } from "./percentile.ts";
import { drained } from "./pipeline.ts";
import { createProducer, postMany } from "./post-events.ts";
import { startReceiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import { newDataDir, type System, startSystem } from "./start-system.ts";

// `npx node bench/bytes.ts [--events 50000]`: bytes that one delivered event leaves in PostgreSQL, by table and index.

const TENANTS = 20;
const CONNECTIONS = 4;
const LOOK_MS = 200;

const { values } = parseArgs({ options: { events: { type: "string", default: "50000" } } });
const events = Number(values.events);

const wal = async ({ deps }: System): Promise<number> => {
  const [row] = await deps.sql<{ bytes: number }>("SELECT (pg_current_wal_lsn() - '0/0')::float8 AS bytes");
  return row?.bytes ?? 0;
};

/** Followers count and index events some seconds after their delivery. */
const followed = async ({ deps }: System): Promise<void> => {
  for (;;) {
    const [row] = await deps.sql<{ isDone: boolean }>(FOLLOWED, [events]);
    if (row?.isDone) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

const FOLLOWED = `
SELECT (SELECT count(*) FROM webhook_search_event) >= $1
  AND (SELECT coalesce(sum(delivered), 0) FROM webhook_figure WHERE step = 1440 AND webhook_id = '' AND event = '') >= $1 AS "isDone"`;

/** Size of each table with its long values, and of each index. */
const sizes = ({ deps }: System) =>
  deps.sql<{ table: string; index: string | null; bytes: number }>(`
SELECT t.relname AS "table", i.relname AS "index", pg_relation_size(i.oid)::float8 AS bytes
FROM pg_class t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
WHERE t.relkind = 'r' AND t.relname LIKE 'webhook_%'
UNION ALL SELECT t.relname, NULL, pg_table_size(t.oid)::float8 FROM pg_class t WHERE t.relkind = 'r' AND t.relname LIKE 'webhook_%'
ORDER BY 1, 3 DESC`);

/** Leaves out relations of less than a byte an event. The outbox is empty between events: its room is used again, and counts apart. */
const perEvent = (rows: Awaited<ReturnType<typeof sizes>>) => {
  const each = rows.map(({ table, index, bytes }) => ({ table, name: index ?? table, bytes: rounded(bytes / events) }));
  const sum = (some: typeof each) => rounded(some.reduce((total, { bytes }) => total + bytes, 0));
  const [outbox = [], left = []] = [true, false].map((isOutbox) =>
    each.filter(({ table }) => (table === "webhook_outbox") === isOutbox),
  );
  const shown = left.filter(({ bytes }) => bytes >= 1).map(({ name, bytes }) => [name, bytes]);
  return { total: sum(left), outbox: sum(outbox), ...Object.fromEntries(shown) };
};

const endings = createEndings();
try {
  const system = await startSystem(endings, { dataDir: newDataDir(endings) });
  const receiver = await startReceiver(endings);
  const tenantIds: string[] = [];
  for (let index = 0; index < TENANTS; index++)
    tenantIds.push(...(await addWebhooks(system, receiver, { count: 1 })).map(({ tenantId }) => tenantId));
  const producer = createProducer(system, { connections: CONNECTIONS });
  await receiver.reset();
  const walBefore = await wal(system);
  const startedAt = performance.now();
  await postMany(producer, { tenantIds, count: events, connections: CONNECTIONS });
  await drained(system, receiver, events);
  const walBytes = rounded(((await wal(system)) - walBefore) / events);
  say(`delivered after ${Math.round(performance.now() - startedAt)} ms`);
  await producer.close();
  await followed(system);
  const walWithFollowers = rounded(((await wal(system)) - walBefore) / events);
  await system.deps.sql("VACUUM (ANALYZE)");
  const afterVacuum = perEvent(await sizes(system));
  await compactIndexes(system.databaseUrl, { bytesMin: 0 });
  const afterCompaction = perEvent(await sizes(system));
  process.stdout.write(
    `${JSON.stringify({ events, walBytes, walWithFollowers, afterVacuum, afterCompaction }, null, 2)}\n`,
  );
} finally {
  await endings.run();
}

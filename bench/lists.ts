import { parseArgs } from "node:util";
import { Pool } from "undici";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { fillLog } from "#tests/log/fill-log.ts";
import { createEndings } from "./endings.ts";
import { percentile } from "./percentile.ts";
import { cpuTimes, findSystem } from "./processes.ts";
import { say } from "./say.ts";
import { newDataDir, type System, startSystem } from "./start-system.ts";

// `npx node bench/lists.ts [--deliveries 1000000]`: first page of each list over HTTP, in a large log.

const LISTS = ["deliveries", "events", "webhooks"];
/** Requests of each tenant, which may send 3,000 a minute. */
const REQUESTS = 450;
/** Tenants that ask before: V8 optimises for some 10,000 requests, a second's work in the life of a process. */
const WARM_UP_TENANTS = 10;
/** Requests at once for the second figure of CPU: a process that sleeps between two requests takes more for each. */
const BUSY = 8;
const IDLE_LOOK_MS = 5_000;
const IDLE_LOOKS_MAX = 120;
/** Share of a core below which autovacuum and the followers are done. */
const IDLE_PART = 0.1;

const { values } = parseArgs({ options: { deliveries: { type: "string", default: "1000000" } } });
const deliveries = Number(values.deliveries);

const untilIdle = async (system: System): Promise<void> => {
  const roots = await findSystem(system);
  const usedMs = () => Object.values(cpuTimes(roots)).reduce((total, ms) => total + ms, 0);
  for (let [before, looks] = [usedMs(), 0]; looks < IDLE_LOOKS_MAX; looks++) {
    await new Promise((resolve) => setTimeout(resolve, IDLE_LOOK_MS));
    const now = usedMs();
    if (now - before < IDLE_PART * IDLE_LOOK_MS) return;
    before = now;
  }
  throw new Error("The system did not become idle.");
};

/** Asks for the first page. Returns the milliseconds of each request. */
const readPages = async (pool: Pool, key: string, list: string, { atOnce }: { atOnce: number }): Promise<number[]> => {
  const headers = { authorization: `Bearer ${key}` };
  const times: number[] = [];
  const readOne = async () => {
    const startedAt = performance.now();
    const { statusCode, body } = await pool.request({ path: `/v1/tenant-admin/${list}`, method: "GET", headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${list}: ${statusCode} ${text}`);
    times.push(performance.now() - startedAt);
  };
  let begun = 0;
  const readInTurn = async () => {
    while (begun++ < REQUESTS) await readOne();
  };
  await Promise.all(Array.from({ length: atOnce }, readInTurn));
  return times;
};

const measureList = async (system: System, pool: Pool, key: string, list: string, { atOnce }: { atOnce: number }) => {
  const roots = await findSystem(system);
  const before = cpuTimes(roots);
  const times = await readPages(pool, key, list, { atOnce });
  const after = cpuTimes(roots);
  const cpuUs = (name: string) => Math.round((1_000 * ((after[name] ?? 0) - (before[name] ?? 0))) / REQUESTS);
  const cpu = { webCpuUs: cpuUs("web"), postgresCpuUs: cpuUs("postgres") };
  return { p50Ms: percentile(times, 50), p95Ms: percentile(times, 95), ...cpu };
};

const endings = createEndings();
try {
  const system = await startSystem(endings, { dataDir: newDataDir(endings) });
  await fillLog(system.databaseUrl, { from: 1, to: deliveries, of: deliveries, now: new Date(), onProgress: say });
  await system.deps.sql("UPDATE webhook_delivery SET due_at = NULL WHERE due_at IS NOT NULL");
  // Lists read nothing that followers make: counting and indexing a million rows would take minutes.
  await system.deps.sql("UPDATE follower_place SET xid = pg_current_xact_id(), id = ''");
  await system.deps.sql("VACUUM (ANALYZE)");
  await untilIdle(system);
  const by = { kind: "system" } as const;
  const scopes = ["webhooks:read", "deliveries:read", "events:read"] as const;
  const wanted = { name: "bench", scopes: [...scopes], mode: "live" as const, expiresInDays: null };
  const keyOf = async (tenantId: string) => (await createApiKey(system.deps, { tenantId, by }, wanted)).key;
  const pool = new Pool(system.url, { connections: BUSY });
  endings.add(() => pool.close());
  for (let number = 1; number <= WARM_UP_TENANTS; number++) {
    const key = await keyOf(`tenant_${number}`);
    for (const list of LISTS) for (const atOnce of [1, BUSY]) await readPages(pool, key, list, { atOnce });
  }
  const key = await keyOf("tenant_0");
  const lists: Record<string, unknown> = {};
  for (const list of LISTS) {
    const alone = await measureList(system, pool, key, list, { atOnce: 1 });
    const { webCpuUs, postgresCpuUs } = await measureList(system, pool, key, list, { atOnce: BUSY });
    lists[list] = { ...alone, busy: { webCpuUs, postgresCpuUs } };
  }
  process.stdout.write(`${JSON.stringify({ deliveries, ...lists }, null, 2)}\n`);
} finally {
  await endings.run();
}

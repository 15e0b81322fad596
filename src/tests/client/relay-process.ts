import pg from "pg";
import { createBellhop, createOutbox, pgStore } from "#client/index.ts";

// A relay in a process of its own, to be killed. Each request names the process that sends it.

const [databaseUrl, baseUrl = "", eventKey = "", leaseMs] = process.argv.slice(2);

const bellhop = createBellhop({
  baseUrl,
  eventKey,
  timeoutMs: Number(leaseMs) * 0.8,
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, "x-relay": String(process.pid) } }),
});
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
createOutbox({ bellhop, store: pgStore(pool) }).startRelay({
  leaseMs: Number(leaseMs),
  pollMs: 20,
  eventsMax: 8,
  onNotice: (notice) => console.error(notice),
});

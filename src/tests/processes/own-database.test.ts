import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { checkSessions } from "#database/check-sessions.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { migrateBooking } from "#database/migrations/migrate-booking.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { createBodyPacking } from "#domain/body-packing.ts";
import { readHealth } from "#domain/health/read-health.ts";
import { createTenantLimits } from "#domain/limits/tenant-limits.ts";
import { createSendingPauses } from "#domain/pauses/sending-pauses.ts";
import { parseEnv } from "#env.ts";
import { startHeartbeat } from "#server/health/heartbeat.ts";
import { createLogger } from "#server/logging/logger.ts";
import { wire } from "#server/wire.ts";
import { runProgram } from "#supervisor/run-program.ts";
import { fillLog } from "#tests/log/fill-log.ts";
import { deliverOneEvent } from "../deliver-one-event.ts";
import { makeDocumentedRoles } from "./documented-roles.ts";
import { POSTGRES_SERVERS, startServer } from "./postgres-servers.ts";
import { query } from "./query.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const SEED = join(import.meta.dirname, "..", "..", "..", "prisma", "seed.ts");
const ROWS = 10_000;

const WAITING = [
  "UPDATE webhook_delivery SET due_at = now(), lease_token = NULL WHERE id IN (SELECT id FROM webhook_delivery LIMIT 5000)",
  "INSERT INTO webhook_outbox (tenant_id, event_id) SELECT tenant_id, id FROM webhook_event ORDER BY id DESC LIMIT 5000",
  `INSERT INTO worker_heartbeat (id, role, seen_at)
    SELECT 'wrk_' || n, 'worker', now() - n * interval '10 seconds' FROM generate_series(1, 720) AS n`,
  "ANALYZE",
];

/** Tables with a row for each process, pause or tenant, or for what the operator changed in the last hour. */
const SMALL = ["worker_heartbeat", "sending_pause", "tenant", "operator_change"];

type Statement = { text: string; values: readonly unknown[] };
type Plan = { "Node Type": string; "Relation Name"?: string; "Total Cost": number; Plans?: Plan[] };
type Explained = { Plan: Plan; JIT?: { Functions: number } };

/** Statements that run all the time, also without load. */
const standingStatements = async (): Promise<Statement[]> => {
  const statements: Statement[] = [];
  const sql = async (text: string, values: readonly unknown[] = []) => {
    statements.push({ text, values });
    return [];
  };
  await readHealth({ sql }, "embedded");
  const heartbeat = startHeartbeat(
    {
      sql,
      workerId: "wrk_plan",
      log: createLogger("silent", "test"),
      pauses: createSendingPauses(),
      tenantLimits: createTenantLimits(),
      bodyPacking: createBodyPacking(),
    },
    "worker",
  );
  await heartbeat.first;
  await heartbeat.stop();
  return statements;
};

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const readWhole = ({ Plan }: Explained): string[] =>
  nodesOf(Plan).flatMap((node) => (node["Node Type"] === "Seq Scan" ? [node["Relation Name"] ?? "?"] : []));

/** Explains a statement under PostgreSQL's default settings and the given ones, and rolls it back. */
const explain = async (url: string, { text, values }: Statement, settings: string[]): Promise<Explained> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(["BEGIN", ...settings.map((setting) => `SET LOCAL ${setting}`)].join(";"));
    const asked = { text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values: [...values] };
    const { rows } = await client.query<{ "QUERY PLAN": [Explained] }>(asked);
    return rows[0]?.["QUERY PLAN"][0] ?? expect.fail("no plan");
  } finally {
    await client.end();
  }
};

describe.each(POSTGRES_SERVERS)("$name, prepared as the docs say", (server) => {
  let admin: string;
  let urls: DatabaseUrls;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const started = await startServer(server);
    stop = started.stop;
    admin = databaseUrl(started.url, "bellhop");
    urls = await makeDocumentedRoles(started.url);
    await migrateDatabase(urls);
  });
  afterAll(() => stop());

  const hasCheapPlans = async () => {
    const statements = await standingStatements();
    expect(statements.length).toBeGreaterThanOrEqual(3);
    const [limit] = await query(urls.engine, "SELECT current_setting('jit_above_cost')::float8 AS cost");
    for (const statement of statements) {
      const careful = await explain(urls.engine, statement, ["jit = on", "enable_seqscan = off"]);
      expect(readWhole(careful), statement.text).toEqual([]);
      const usual = await explain(urls.engine, statement, ["jit = on"]);
      for (const { Plan, JIT } of [careful, usual]) {
        expect(JIT, statement.text).toBeUndefined();
        expect(Plan["Total Cost"], statement.text).toBeLessThan(Number(limit?.cost) / 2);
      }
    }
    return statements;
  };

  it("plans the standing statements without JIT and without whole-table reads, in an empty database", async () => {
    await hasCheapPlans();
  });

  it("makes the check notice a whole-table read, and a JIT-compiled statement if the server has JIT", async () => {
    const statement = { text: "SELECT FROM worker_heartbeat WHERE seen_at < now()", values: [] };
    const explained = await explain(urls.engine, statement, ["jit = on", "jit_above_cost = 0"]);
    const [can] = await query(admin, "SELECT pg_jit_available() AS compile");
    expect(explained.JIT !== undefined).toBe(can?.compile);
    expect(readWhole(explained)).toEqual(["worker_heartbeat"]);
  });

  it("gives each session what the code relies on", async () => {
    await checkSessions(urls);
  });

  it("takes the demo data, and delivers an event", async () => {
    // The owner is no superuser, and adds btree_gist.
    expect(await migrateBooking(urls)).toEqual(["20261128150000_init"]);
    const source = {
      NODE_ENV: "test" as const,
      PATH: process.env.PATH,
      DATABASE_URL: urls.app,
      DATABASE_ENGINE_URL: urls.engine,
      DATA_DIR: temporaryDirectory(),
      MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
      AUTH_SECRET: "a".repeat(32),
      EVENT_KEY: "event-key",
      SEED_DEMO: "1",
      LOG_LEVEL: "silent",
    };
    await runProgram([SEED], { env: source, stop: new AbortController().signal, what: "Making the demo data" });
    const parsed = parseEnv(source);
    if (!parsed.ok) expect.fail(parsed.problems.join());
    const { deps, close } = wire(parsed.env, "wrk_own");
    onTestFinished(close);
    const actor = { tenantId: "salon-aurora", by: { kind: "system" as const } };
    const { delivery } = await deliverOneEvent(deps, actor, { appointmentId: "apt_1" });
    expect(JSON.parse(delivery.body ?? "")).toMatchObject({ data: { appointmentId: "apt_1" } });
    expect(await readHealth(deps, "embedded")).toMatchObject({ database: "ok", oldestUndeliveredSeconds: 0 });
  });

  it("plans the same way in a full database, and reads no big table whole even if allowed", async () => {
    await fillLog(admin, { from: 1, to: ROWS, of: ROWS, now: new Date() });
    await query(admin, ...WAITING);
    for (const statement of await hasCheapPlans()) {
      const tables = readWhole(await explain(urls.engine, statement, ["enable_seqscan = on"]));
      expect(
        tables.filter((table) => !SMALL.includes(table)),
        statement.text,
      ).toEqual([]);
    }
  });
});

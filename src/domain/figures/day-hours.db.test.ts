import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getStats } from "#domain/figures/get-stats.ts";
import { dayHoursFollower } from "#domain/figures/write-day-hours.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { rowsRead, scansOf } from "#tests/plan-scans.ts";
import { query } from "#tests/processes/query.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let actor: Actor;
let webhookIds: string[];
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
  webhookIds = [];
  for (let n = 0; n < 2; n++) webhookIds.push((await addWebhook(database.deps, actor, { events: ["*"] })).id);
});

const DAYS = 9;

/** Adds deliveries that ended in the last days, each with one attempt, and counts them. */
const addEnded = async () => {
  await database.deps.sql(
    `WITH row AS (
       SELECT $1 || '_' || n AS id, ($2::text[])[1 + n % 2] AS webhook_id, now() - n * interval '1 hour' AS at,
         (ARRAY['order.completed', 'payment.failed', 'form.submitted'])[1 + n % 3] AS event,
         (ARRAY['delivered', 'delivered', 'failed', 'canceled'])[1 + n % 4] AS status, n
       FROM generate_series(1, ${DAYS * 24}) n
     ), event AS (
       INSERT INTO webhook_event (id, tenant_id, event, occurred_at) SELECT 'evt_' || id, $1, event, at FROM row
     ), delivery AS (
       INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status, attempts, last_attempt_at, created_at)
       SELECT 'dlv_' || id, $1, webhook_id, 'evt_' || id, event, status, 1, at, at FROM row
     ) INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, outcome, started_at, ended_at, response_status,
       error_code, duration_ms) SELECT 'att_' || id, $1, 'dlv_' || id, 1, 'automatic', 'https://example.com',
       CASE status WHEN 'delivered' THEN status ELSE 'failed' END, at, at, CASE status WHEN 'delivered' THEN 200 ELSE 400 + n END,
       CASE status WHEN 'delivered' THEN NULL ELSE 'http_status' END, n * 17 % 3000 FROM row`,
    [actor.tenantId, webhookIds],
  );
  await followFigures(database.deps);
};

const writeAll = async () => {
  const { followPage } = dayHoursFollower(database.deps, 7);
  while (await followPage());
};

/** Days that are over and are counted, by whether their hours are written out. */
const written = async () => {
  const rows = await database.deps.sql<{ is: boolean; n: number }>(
    `SELECT hours IS NOT NULL AS is, count(*)::int AS n FROM webhook_figure WHERE tenant_id = $1 AND step = 1440
       AND at < date_trunc('day', now() - interval '15 minutes', 'UTC') GROUP BY 1`,
    [actor.tenantId],
  );
  const of = (is: boolean) => rows.find((row) => row.is === is)?.n ?? 0;
  return { yes: of(true), no: of(false) };
};

/** Answers by the hour up to `end`: answers that are compared share it, since the hour may turn between them. */
const answers = async (end: Date) => {
  const range = { since: new Date(end.getTime() - DAYS * 86_400_000).toISOString(), until: end.toISOString() };
  const [first = ""] = webhookIds;
  const all = await Promise.all(
    [
      {},
      { by: "webhook" as const },
      { by: "event" as const },
      { by: "outcome" as const },
      { by: "event" as const, webhookId: [first] },
      { by: "outcome" as const, webhookId: [first], event: ["payment.failed"] },
      { by: "webhook" as const, event: ["payment.failed", "order.completed"] },
    ].map((input) => getStats(database.deps, actor, { step: "hour", ...range, ...input })),
  );
  return all.map(({ data }) => data);
};

describe("the hours of a day that is written out", () => {
  it("are the same answers as their rows", async () => {
    await addEnded();
    expect((await written()).yes).toBe(0);
    const end = new Date();
    const before = await answers(end);
    await writeAll();
    expect((await written()).no).toBe(0);
    expect((await written()).yes).toBeGreaterThan(DAYS);
    expect(await answers(end)).toEqual(before);
    expect(before.map((data) => data.length > DAYS)).toEqual(Array(7).fill(true));
  });

  it("are written again when a delivery of the day ends anew", async () => {
    await addEnded();
    await writeAll();
    const end = new Date();
    const before = await answers(end);
    const resent = await database.deps.sql<{ id: string }>(
      `UPDATE webhook_delivery SET status = 'delivered', delivered_at = now()
       WHERE tenant_id = $1 AND status = 'failed' AND ended_at < now() - interval '5 days' RETURNING id`,
      [actor.tenantId],
    );
    await followFigures(database.deps);
    expect((await written()).no).toBeGreaterThan(0);
    expect((await written()).yes).toBeGreaterThan(0);
    const changed = await answers(end);
    const failures = ([data]: typeof before) => data?.reduce((sum, { deliveries }) => sum + deliveries.failed, 0) ?? 0;
    expect(failures(changed)).toBe(failures(before) - resent.length);
    await writeAll();
    expect((await written()).no).toBe(0);
    expect(await answers(end)).toEqual(changed);
  });

  it("wait for the process that changes the day", async () => {
    await addEnded();
    const follower = await clientOf("engine");
    await follower.query("BEGIN");
    await follower.query(CHANGE, [actor.tenantId]);
    await writeAll();
    expect((await written()).yes).toBe(0);
    await follower.query("COMMIT");
    await follower.end();
    await writeAll();
    expect((await written()).no).toBe(0);
    const [data] = await answers(new Date());
    expect(data?.every(({ deliveries }) => deliveries.canceled >= 1_000 || isAtTheEnd(deliveries))).toBe(true);
  });

  it("are gone when the day changes while they are written", async () => {
    await addEnded();
    const follower = await clientOf("engine");
    const [{ pid }] = (await follower.query("SELECT pg_backend_pid() AS pid")).rows;
    let changed: Promise<unknown> | undefined;
    let isChanged = false;
    const waits = async () => {
      const [row] = await database.deps.sql<{ is: boolean }>(
        "SELECT wait_event_type = 'Lock' AS is FROM pg_stat_activity WHERE pid = $1",
        [pid],
      );
      return isChanged || row?.is;
    };
    const { followPage } = dayHoursFollower({
      ...database.deps,
      engineTransaction: (act) =>
        database.deps.engineTransaction((bound) =>
          act({
            ...bound,
            sql: async (text, ...rest) => {
              if (text.includes("UPDATE webhook_figure") && !changed) {
                changed = follower.query(CHANGE, [actor.tenantId]).then(() => {
                  isChanged = true;
                });
                await until("the change waits for the day", waits);
              }
              return bound.sql(text, ...rest);
            },
          }),
        ),
    });
    await followPage();
    await changed;
    await follower.end();
    expect((await written()).yes).toBe(0);
  });
});

/** Changes all counts as a follower does: hours before days, in one transaction. */
const CHANGE = `
WITH row AS (
  SELECT f.tenant_id, f.mode, f.step, f.webhook_id, f.event, f.at FROM webhook_figure f WHERE f.tenant_id = $1 AND f.step > 1
)
INSERT INTO webhook_figure AS f (tenant_id, mode, step, webhook_id, event, at, canceled) SELECT row.*, 1000 FROM row
ORDER BY tenant_id, mode, step, webhook_id, event, at
ON CONFLICT (tenant_id, mode, step, webhook_id, event, at) DO UPDATE SET canceled = f.canceled + excluded.canceled`;

/** The minutes at both ends of the range are no hours or days. */
const isAtTheEnd = ({ canceled }: { canceled: number }) => canceled < 3;

const clientOf = async (role: "app" | "engine") => {
  const client = new pg.Client({ connectionString: database.urls[role] });
  await client.connect();
  return client;
};

it("an answer by the hour reads one row a day, also under row-level security", async () => {
  await database.deps.sql(
    `INSERT INTO webhook_figure (tenant_id, mode, step, webhook_id, event, at, delivered)
     SELECT $1, 'live', step, w, e, date_trunc('day', now(), 'UTC') - n * step * interval '1 minute', 1
     FROM unnest($2::text[]) w, unnest($3::text[]) e, (VALUES (60, 720), (1440, 30)) s(step, count), generate_series(1, count) n`,
    [actor.tenantId, ["", ...webhookIds], ["", "payment.failed", "order.completed"]],
  );
  const app = await clientOf("app");
  await app.query("SELECT set_config('app.tenant_id', $1, false)", [actor.tenantId]);
  let read = 0;
  const indexesOfKeptPlans = new Set<string | undefined>();
  const explained = async (text: string, values?: readonly unknown[]) => {
    const asked = { values: [...(values ?? [])] };
    const { rows } = await app.query({ text, ...asked });
    if (!text.includes("webhook_figure")) return rows;
    const plan = await app.query({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, ...asked });
    for (const scan of scansOf(plan.rows[0]["QUERY PLAN"][0].Plan))
      if (scan["Relation Name"] === "webhook_figure") read += rowsRead(scan);
    const kept = await app.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
    for (const scan of scansOf(kept.rows[0]["QUERY PLAN"][0].Plan))
      if (scan["Relation Name"] === "webhook_figure") indexesOfKeptPlans.add(scan["Index Name"]);
    return rows;
  };
  // One statement after another: a client runs one at a time.
  let last: Promise<unknown> = Promise.resolve();
  const sql = ((text: string, values?: readonly unknown[]) => {
    last = last.then(() => explained(text, values));
    return last;
  }) as typeof database.deps.sql;
  const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  const since = new Date(midnight - 29 * 86_400_000).toISOString();
  const ask = async (by?: "webhook" | "event" | "outcome") => {
    read = 0;
    const { data } = await getStats({ ...database.deps, sql }, actor, { step: "hour", by, since });
    return { read, rows: data.length };
  };
  const asked = [undefined, "webhook", "event", "outcome"] as const;
  await ask();
  await writeAll();
  // Yesterday is written a quarter of an hour after midnight.
  await database.deps.sql("DELETE FROM webhook_figure WHERE tenant_id = $1 AND at >= $2", [
    actor.tenantId,
    new Date(midnight - 86_400_000),
  ]);
  await query(database.url, "ANALYZE webhook_figure");
  const counted = [];
  for (const by of asked) counted.push(await ask(by));
  await app.end();
  expect(indexesOfKeptPlans).toEqual(new Set(["webhook_figure_pkey"]));
  expect(counted).toEqual([
    { read: 28, rows: 28 * 24 },
    { read: 2 * 28, rows: 2 * 28 * 24 },
    { read: 2 * 28, rows: 2 * 28 * 24 },
    { read: 28, rows: 28 * 24 },
  ]);
});

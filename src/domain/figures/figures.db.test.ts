import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { figureFollowers } from "#domain/figures/follow-figures.ts";
import { getCauses } from "#domain/figures/get-causes.ts";
import { getStats, getStatsByWebhook, getTotals } from "#domain/figures/get-stats.ts";
import { newId } from "#domain/ids.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { olderTransactionsEnded } from "#tests/older-transactions.ts";
import { rowsRead, scansOf } from "#tests/plan-scans.ts";
import { query } from "#tests/processes/query.ts";
import { addEvent, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let actor: Actor;
let webhookId: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
  webhookId = (await addWebhook(database.deps, actor, { events: ["*"] })).id;
});

type Sql = (text: string, values: unknown[]) => Promise<unknown>;

/** Reads all pages, of a few rows each. */
const follow = (rows = 3) => followFigures(database.deps, rows);

const followOnce = async (rows?: number) => {
  for (const { followPage } of figureFollowers(database.deps, rows)) await followPage();
};

const insertDelivery = async (sql: Sql, at: Date, status = "pending", event = "appointment.created") => {
  const eventId = await addEvent(database.deps, actor, { event }, at);
  const id = newId("dlv", at.getTime());
  await sql(
    `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status, attempts, last_attempt_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)`,
    [id, actor.tenantId, webhookId, eventId, event, status, at],
  );
  return id;
};

type Result = {
  number: number;
  outcome: string;
  status: number | null;
  error: string | null;
  durationMs: number | null;
};

const insertAttempt = (sql: Sql, deliveryId: string, at: Date, result: Partial<Result> = {}) => {
  const { number = 1, outcome = "delivered", status = 200, error = null, durationMs = 20 } = result;
  return sql(
    `INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, outcome, started_at, ended_at, response_status,
       error_code, duration_ms) VALUES ($1, $2, $3, $4, 'automatic', 'https://example.com', $5, $6, $6, $7, $8, $9)`,
    [newId("att", at.getTime()), actor.tenantId, deliveryId, number, outcome, at, status, error, durationMs],
  );
};

/** Figures by the minute, counted from the rows themselves in JavaScript. */
const recount = async () => {
  const deliveries = await database.deps.sql<{ at: Date; status: string; event: string; first: boolean }>(
    `SELECT coalesce(ended_at, delivered_at, last_attempt_at, created_at) AS at, status, event, coalesce(ended_attempt, attempts) = 1 AS first
     FROM webhook_delivery WHERE tenant_id = $1 AND NOT test AND status IN ('delivered', 'failed', 'canceled')`,
    [actor.tenantId],
  );
  const attempts = await database.deps.sql<{ at: Date; http: number | null; event: string }>(
    `SELECT a.ended_at AS at, a.response_status AS http, d.event FROM webhook_attempt a JOIN webhook_delivery d ON d.id = a.delivery_id
     WHERE a.tenant_id = $1 AND NOT d.test`,
    [actor.tenantId],
  );
  const counts: Record<string, Record<string, number>> = {};
  const count = (at: Date, event: string, name: string) => {
    const step = `${new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString()} ${event}`;
    counts[step] ??= {};
    counts[step][name] = (counts[step][name] ?? 0) + 1;
  };
  for (const { at, status, event, first } of deliveries) {
    count(at, event, status);
    if (first && status === "delivered") count(at, event, "firstTry");
  }
  for (const { at, http, event } of attempts) count(at, event, http ? `${Math.floor(http / 100)}xx` : "error");
  return counts;
};

const since = () => new Date(Date.now() - 47 * 3_600_000).toISOString();
const until = () => new Date(Date.now() + 60_000).toISOString();

/** The same shape, as the answer has it. */
const answered = async () => {
  const { data } = await getStats(database.deps, actor, {
    step: "minute",
    by: "event",
    since: since(),
    until: until(),
  });
  return Object.fromEntries(
    data
      .map(({ at, key, deliveries, attempts, firstTry }) => [
        `${at} ${key}`,
        Object.fromEntries(Object.entries({ ...deliveries, ...attempts, firstTry }).filter(([, n]) => n > 0)),
      ])
      .filter(([, counts]) => Object.keys(counts as object).length > 0),
  );
};

const totals = () => getTotals(database.deps, actor, { since: since(), until: until() });

describe("the follower", () => {
  it("counts rows whose older ids are committed after newer ones", async () => {
    const older = new pg.Client({ connectionString: database.urls.engine });
    await older.connect();
    await older.query("BEGIN");
    const late = await insertDelivery((text, values) => older.query(text, values), new Date(), "delivered");
    await insertAttempt((text, values) => older.query(text, values), late, new Date());
    const early = await insertDelivery(database.deps.sql, new Date(), "failed");
    await insertAttempt(database.deps.sql, early, new Date(), { outcome: "failed", status: 503, error: "http_status" });
    expect(late < early).toBe(true);
    await followOnce();
    await older.query("COMMIT");
    await older.end();
    await follow();
    expect(await answered()).toEqual(await recount());
    expect(await totals()).toMatchObject({
      deliveries: { delivered: 1, failed: 1, canceled: 0 },
      attempts: { "2xx": 1, "5xx": 1 },
    });
  });

  it("counts nothing twice after it is killed before a commit", async () => {
    for (let n = 0; n < 5; n++) {
      const id = await insertDelivery(database.deps.sql, new Date(), "delivered");
      await insertAttempt(database.deps.sql, id, new Date());
    }
    const killed = new pg.Client({ connectionString: database.urls.engine });
    await killed.connect();
    for (const { followPage } of figureFollowers({
      sql: async (text: string) => {
        await killed.query("BEGIN");
        const { rows } = await killed.query(text);
        await killed.query("ROLLBACK");
        return rows;
      },
    }))
      await followPage();
    await killed.end();
    await follow();
    await follow();
    expect(await answered()).toEqual(await recount());
    expect(await totals()).toMatchObject({ deliveries: { delivered: 5 }, attempts: { "2xx": 5 }, firstTry: 5 });
  });

  it("leaves the place to the process that holds it", async () => {
    const other = new pg.Client({ connectionString: database.urls.engine });
    await other.connect();
    await other.query("BEGIN");
    await other.query("SELECT FROM follower_place FOR UPDATE");
    await insertDelivery(database.deps.sql, new Date(), "delivered");
    await followOnce();
    expect((await totals()).deliveries.delivered).toBe(0);
    await other.query("ROLLBACK");
    await other.end();
    await follow();
    expect((await totals()).deliveries.delivered).toBe(1);
  });

  it("agrees with the rows at every moment of mixed histories", async () => {
    const random = seeded(7);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
    const ids: string[] = [];
    const numbers = new Map<string, number>();
    const statuses = ["pending", "retrying", "delivered", "failed", "canceled"];
    for (let turn = 0; turn < 150; turn++) {
      const at = new Date(Date.now() - Math.floor(random() * 40) * 3_600_000);
      const id = pick(ids);
      const kind = Math.floor(random() * 6);
      if (!id || kind === 0)
        ids.push(
          await insertDelivery(database.deps.sql, at, pick(statuses), pick(["payment.failed", "order.completed"])),
        );
      else if (kind === 1) {
        const number = (numbers.get(id) ?? 0) + 1;
        numbers.set(id, number);
        const result = pick<Partial<Result>>([
          {},
          { outcome: "failed", status: 404, error: "http_status" },
          { outcome: "failed", status: null, error: "timeout", durationMs: 10_000 },
          { outcome: "interrupted", status: null, error: "interrupted", durationMs: null },
        ]);
        await insertAttempt(database.deps.sql, id, at, { number, ...result });
      } else if (kind === 2)
        await database.deps.sql(
          `UPDATE webhook_attempt SET outcome = 'delivered', response_status = 204, error_code = NULL, duration_ms = 30, ended_at = now()
           WHERE delivery_id = $1 AND outcome = 'interrupted'`,
          [id],
        );
      else if (kind === 3)
        await database.deps.sql(
          "UPDATE webhook_delivery SET attempts = attempts + 1, last_attempt_at = now() WHERE id = $1",
          [id],
        );
      else await database.deps.sql("UPDATE webhook_delivery SET status = $2 WHERE id = $1", [id, pick(statuses)]);
      if (random() < 0.2) await followOnce(2);
      if (turn % 30 === 29) {
        await follow();
        expect(await answered()).toEqual(await recount());
      }
    }
    await follow(1);
    expect(await database.deps.sql("SELECT FROM webhook_replaced_end")).toEqual([]);
  });

  it("counts rows from before it, also when they change before it has read them", async () => {
    const { sql } = database.deps;
    const ids: string[] = [];
    for (let n = 0; n < 9; n++) {
      const id = await insertDelivery(sql, new Date(Date.now() - n * 3_600_000), n % 2 ? "failed" : "delivered");
      ids.push(id);
      await insertAttempt(
        sql,
        id,
        new Date(Date.now() - n * 3_600_000),
        n % 2 ? { outcome: "interrupted", status: null, error: "interrupted" } : {},
      );
    }
    await follow();
    await beforeColumns();
    expect((await totals()).deliveries).toEqual({ delivered: 0, failed: 0, canceled: 0 });
    await olderTransactionsEnded(database.deps);
    const [deliveries, attempts] = figureFollowers(database.deps, 3);
    await deliveries?.followPage();
    await attempts?.followPage();
    // A resend begins, then succeeds: the time at which the old end counts must not move.
    await sql("UPDATE webhook_delivery SET attempts = attempts + 1, last_attempt_at = now() WHERE id = ANY($1)", [ids]);
    await sql("UPDATE webhook_delivery SET status = 'delivered', delivered_at = now() WHERE id = ANY($1)", [ids]);
    await sql(
      "UPDATE webhook_attempt SET outcome = 'delivered', response_status = 200, error_code = NULL WHERE delivery_id = ANY($1)",
      [ids],
    );
    await follow();
    expect(await answered()).toEqual(await recount());
    expect(await totals()).toMatchObject({ deliveries: { delivered: 9, failed: 0 }, attempts: { "2xx": 9, error: 0 } });
    expect(await sql("SELECT FROM webhook_replaced_end")).toEqual([]);
    expect(await sql("SELECT FROM follower_place WHERE backfilled_to IS NOT NULL AND name LIKE '%figures'")).toEqual(
      [],
    );
  });
});

/** Makes the database one that has just been upgraded, with rows and without figures. */
const beforeColumns = async () => {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(`
    SET session_replication_role = replica;
    UPDATE webhook_delivery SET ended_xid = NULL, ended_at = NULL, ended_attempt = NULL;
    UPDATE webhook_attempt SET xid = NULL;
    DELETE FROM webhook_figure;
    DELETE FROM webhook_cause;
    UPDATE follower_place SET xid = '0', id = '', backfilled_to = 'zzz' WHERE name LIKE '%figures'`);
  await owner.end();
};

describe("figures", () => {
  it("leave tests out, and keep modes, webhooks and event types apart", async () => {
    const { sql } = database.deps;
    const other = (await addWebhook(database.deps, actor)).id;
    const made = [
      await insertDelivery(sql, new Date(), "delivered"),
      await insertDelivery(sql, new Date(), "failed", "payment.failed"),
    ];
    const tested = await insertDelivery(sql, new Date(), "delivered");
    const sandbox = await insertDelivery(sql, new Date(), "delivered");
    await sql("UPDATE webhook_delivery SET test = true WHERE id = $1", [tested]);
    await sql("UPDATE webhook_delivery SET mode = 'test' WHERE id = $1", [sandbox]);
    await sql("UPDATE webhook_delivery SET subscription_id = $2 WHERE id = $1", [made[1], other]);
    await follow();
    const range = { since: since(), until: until(), step: "day" } as const;
    const keysOf = async (by: "webhook" | "event" | "outcome") =>
      (await getStats(database.deps, actor, { ...range, by })).data.map(({ key, deliveries }) => [
        key,
        deliveries.delivered,
        deliveries.failed,
      ]);
    expect((await totals()).deliveries).toEqual({ delivered: 1, failed: 1, canceled: 0 });
    expect(await keysOf("webhook")).toEqual(
      [
        [webhookId, 1, 0],
        [other, 0, 1],
      ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
    expect(await keysOf("event")).toEqual([
      ["appointment.created", 1, 0],
      ["payment.failed", 0, 1],
    ]);
    expect(await keysOf("outcome")).toEqual([
      ["delivered", 1, 0],
      ["failed", 0, 1],
    ]);
    const ofTests = await getStats(database.deps, actor, { ...range, mode: "test" });
    expect(ofTests.data).toMatchObject([{ key: null, deliveries: { delivered: 1, failed: 0 } }]);
    const one = await getStats(database.deps, actor, {
      ...range,
      webhookId: [other],
      event: ["payment.failed"],
      by: "webhook",
    });
    expect(one.data).toMatchObject([{ key: other, deliveries: { delivered: 0, failed: 1 } }]);
    const { data } = await getStatsByWebhook(database.deps, actor, { since: since(), until: until(), step: "hour" });
    expect(data.find(({ webhookId: id }) => id === other)).toMatchObject({
      totals: { deliveries: { failed: 1 } },
      series: [{ failed: 1 }],
    });
  });

  it("are the same by minute, hour and day, and for a range that begins within an hour", async () => {
    const { sql } = database.deps;
    for (let n = 0; n < 60; n++) await insertDelivery(sql, new Date(Date.now() - n * 13 * 60_000), "delivered");
    await follow();
    const from = new Date(Math.floor((Date.now() - 7.3 * 3_600_000) / 60_000) * 60_000).toISOString();
    const rows = await sql<{ n: number }>(
      "SELECT count(*)::int AS n FROM webhook_delivery WHERE tenant_id = $1 AND ended_at >= $2",
      [actor.tenantId, from],
    );
    for (const step of ["minute", "hour", "day"] as const) {
      const { data } = await getStats(database.deps, actor, { step, since: from });
      expect([step, data.reduce((sum, { deliveries }) => sum + deliveries.delivered, 0)]).toEqual([step, rows[0]?.n]);
      expect(new Set(data.map(({ at }) => at)).size).toBe(data.length);
    }
  });

  it("have percentiles within 10 % and causes with their last time", async () => {
    const { sql } = database.deps;
    const durations = Array.from({ length: 101 }, (_, n) => Math.round(3 * 1.08 ** n));
    const at = new Date();
    const id = await insertDelivery(sql, at, "retrying");
    for (const [index, durationMs] of durations.entries())
      await insertAttempt(sql, id, at, {
        number: index + 1,
        durationMs,
        ...(index % 10 === 0 ? { outcome: "failed", status: 503, error: "http_status" } : {}),
        ...(index === 5 ? { outcome: "failed", status: null, error: "tls_error" } : {}),
      });
    await follow();
    const { p50Ms, p95Ms, attempts } = await totals();
    expect(Math.abs((p50Ms ?? 0) / (durations[50] ?? 0) - 1)).toBeLessThan(0.1);
    expect(Math.abs((p95Ms ?? 0) / (durations[95] ?? 0) - 1)).toBeLessThan(0.1);
    expect(attempts).toEqual({ "2xx": 89, "3xx": 0, "4xx": 0, "5xx": 11, error: 1 });
    const causes = await getCauses(database.deps, actor, { since: since(), until: until(), webhookId });
    expect(causes.data).toEqual([
      { cause: "http_503", count: 11, lastAt: at.toISOString() },
      { cause: "tls_error", count: 1, lastAt: at.toISOString() },
    ]);
  });

  it("refuse minutes from before 48 hours, an empty range, and too large an answer", async () => {
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const ask = (input: object) => getStats(database.deps, actor, { step: "hour", ...input });
    await expect(ask({ step: "minute", since: ago(49) })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "since", reason: "range_too_old" }],
    });
    await expect(ask({ since: ago(1), until: ago(2) })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "since", reason: "range_empty" }],
    });
    await database.deps.sql(
      `INSERT INTO webhook_figure (tenant_id, mode, step, webhook_id, event, at)
       SELECT $1, 'live', 1, '', e, date_trunc('minute', now()) - m * interval '1 minute'
       FROM unnest($2::text[]) e, generate_series(1, 2800) m`,
      [actor.tenantId, ["payment.failed", "order.completed", "form.submitted", "waitlist.joined"]],
    );
    await expect(ask({ step: "minute", since: ago(47), by: "event" })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "step", reason: "range_too_large" }],
    });
  });
});

it("answers read no more rows than they need, also under row-level security", async () => {
  const { sql } = database.deps;
  const other = await database.addTenant();
  const second = (await addWebhook(database.deps, actor)).id;
  await sql(
    `INSERT INTO webhook_figure (tenant_id, mode, step, webhook_id, event, at)
     SELECT t, 'live', step, w, e, date_trunc('day', now(), 'UTC') - n * step * interval '1 minute'
     FROM unnest($1::text[]) t, unnest($2::text[]) w, unnest($3::text[]) e, (VALUES (1, 600), (60, 600), (1440, 30)) s(step, count),
       generate_series(1, count) n`,
    [
      [actor.tenantId, other.tenantId],
      ["", webhookId, second],
      ["", "payment.failed", "order.completed"],
    ],
  );
  // Without statistics, which only the owner may write, PostgreSQL chooses an index of all tenants' rows.
  await query(database.url, "ANALYZE webhook_figure");
  const app = new pg.Client({ connectionString: database.urls.app });
  await app.connect();
  await app.query("SELECT set_config('app.tenant_id', $1, false)", [actor.tenantId]);
  const read: number[] = [];
  const explained = async (text: string, values?: readonly unknown[]) => {
    const { rows } = await app.query({ text, values: [...(values ?? [])] });
    if (!text.includes("webhook_figure")) return rows;
    const plan = await app.query({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values: [...(values ?? [])] });
    const scans = scansOf(plan.rows[0]["QUERY PLAN"][0].Plan).filter(
      (scan) => scan["Relation Name"] === "webhook_figure",
    );
    read.push(scans.reduce((sum, scan) => sum + rowsRead(scan), 0) - rows.length);
    return rows;
  };
  const deps = { ...database.deps, sql: explained as typeof sql };
  const from = new Date(Date.now() - 20 * 86_400_000).toISOString();
  for (const by of [undefined, "webhook", "event", "outcome"] as const)
    for (const step of ["hour", "day"] as const) await getStats(deps, actor, { by, step, since: from });
  await getStats(deps, actor, { step: "day", since: from, webhookId: [webhookId], by: "event" });
  await app.end();
  expect(new Set(read)).toEqual(new Set([0]));
  expect(read.length).toBeGreaterThanOrEqual(9);
});

/** Same numbers for the same seed, from 0 to 1. */
const seeded = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
};

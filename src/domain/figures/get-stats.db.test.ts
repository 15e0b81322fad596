import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getCauses } from "#domain/figures/get-causes.ts";
import { getStats, getStatsByWebhook } from "#domain/figures/get-stats.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { figureRows, since, until } from "#tests/figure-rows.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { rowsRead, scansOf } from "#tests/plan-scans.ts";
import { query } from "#tests/processes/query.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

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

const { insertDelivery, insertAttempt, totals } = figureRows(() => ({ deps: database.deps, actor, webhookId }));

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
    await followFigures(database.deps);
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
    await followFigures(database.deps);
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
    await followFigures(database.deps);
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

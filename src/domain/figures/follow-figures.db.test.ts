import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { figureFollowers } from "#domain/figures/follow-figures.ts";
import { getStats } from "#domain/figures/get-stats.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { figureRows, type Result, since, until } from "#tests/figure-rows.ts";
import { followFigures } from "#tests/follow-figures.ts";
import { olderTransactionsEnded } from "#tests/older-transactions.ts";
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

/** Reads all pages, of a few rows each. */
const follow = (rows = 3) => followFigures(database.deps, rows);

const followOnce = async (rows?: number) => {
  for (const { followPage } of figureFollowers(database.deps, rows)) await followPage();
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

/** Same numbers for the same seed, from 0 to 1. */
const seeded = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
};

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { eventsByAllTerms } from "#domain/search/find-events.sql.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";
import { type PlanNode, rowsRead, scansOf } from "#tests/plan-scans.ts";
import { query } from "#tests/processes/query.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Cards of each word: more than a search reads one by one. */
const CARDS = 2_500;
const SHARED = 300;

/** Adds a tenant whose oldest 300 cards hold both words. Later events have one word each, and `eventsOfShared` is what a shared card counts. */
const addTenant = async (eventsOfShared: number) => {
  const actor = await database.addTenant();
  const { tenantId } = actor;
  const { sql } = database.deps;
  await sql(
    `WITH row AS (SELECT n, 'evt_' || $1 || lpad(n::text, 8, '0') AS event_id FROM generate_series(1, 2 * $3::int) n), card AS (
       INSERT INTO webhook_search_card (tenant_id, id, mode, words, events)
       SELECT $1, hashtextextended($1, n), 'live', CASE WHEN n <= $2 THEN ' anna bern ' WHEN n % 2 = 0 THEN ' anna ' ELSE ' bern ' END,
         CASE WHEN n <= $2 THEN $4 ELSE 1 END FROM row RETURNING *
     ), word AS (
       INSERT INTO webhook_search_word (tenant_id, mode, word, card_id)
       SELECT tenant_id, mode, w, id FROM card, unnest(string_to_array(btrim(words), ' ')) w
     ), event AS (
       INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
       SELECT event_id, $1, 'order.completed', now() FROM row
     ) INSERT INTO webhook_search_event (event_id, tenant_id, card_id) SELECT event_id, $1, hashtextextended($1, n) FROM row`,
    [tenantId, SHARED, CARDS, eventsOfShared],
  );
  return actor;
};

/** Finds events, and counts the rows that the comparison of both words has read. */
const findCounting = async (tenantId: string) => {
  await query(database.url, "ANALYZE webhook_search_event, webhook_search_card, webhook_search_word");
  const read = { webhook_search_event: 0, webhook_search_card: 0 };
  const sql: typeof database.deps.sql = async (text, values, options) => {
    if (text.includes('"tooWide"')) {
      const [plan] = await database.deps.sql<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
        options,
      );
      for (const scan of scansOf(plan?.["QUERY PLAN"][0].Plan ?? expect.fail("no plan")))
        for (const table of ["webhook_search_event", "webhook_search_card"] as const)
          if (scan["Relation Name"] === table) read[table] += rowsRead(scan);
    }
    return database.deps.sql(text, values, options);
  };
  const found = await findEvents({ sql }, { tenantId, mode: "live", q: "anna bern" });
  return { found, eventsRead: read.webhook_search_event, cardsRead: read.webhook_search_card };
};

it("two common words that seldom meet give the ids of all their events, and read no others", async () => {
  const actor = await addTenant(1);
  const { found, eventsRead, cardsRead } = await findCounting(actor.tenantId);
  const ids = Array.from({ length: SHARED }, (_, n) => `evt_${actor.tenantId}${String(n + 1).padStart(8, "0")}`);
  expect(found.kind).toBe("few");
  expect(found.ids.toSorted()).toEqual(ids);
  expect([eventsRead, cardsRead]).toEqual([SHARED, SHARED]);
  const { data } = await listEvents(database.deps, actor, { limit: 20, q: "anna bern" });
  expect(data.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 20));
});

it("read no event where the cards of both words count too many", async () => {
  const { tenantId } = await addTenant(21);
  expect(await findCounting(tenantId)).toMatchObject({ found: { kind: "many" }, eventsRead: 0 });
});

it("a beginning that very many cards hold is looked for in the cards of the other word", async () => {
  const { tenantId } = await addTenant(1);
  await database.deps.sql(
    `INSERT INTO webhook_search_word (tenant_id, mode, word, card_id)
     SELECT $1, 'live', 'bernd' || n, 1000000 + n FROM generate_series(1, 50001) n`,
    [tenantId],
  );
  const { found, eventsRead, cardsRead } = await findCounting(tenantId);
  expect([found.kind, found.ids.length, eventsRead]).toEqual(["few", SHARED, SHARED]);
  expect(cardsRead, "the cards of the first word").toBe(CARDS + SHARED / 2);
});

it("a card that fits two forms of one term counts its events once", async () => {
  const { tenantId } = await addTenant(1);
  const rows = await database.deps.sql<{ id: string | null; isWhole: boolean }>(
    ...eventsByAllTerms(
      { tenantId, mode: "live" },
      {
        terms: [{ words: ["anna", "bern"], isBeginning: false }],
        wide: [{ words: ["b"], isBeginning: true }],
      },
      { termMax: 3 * CARDS, max: 2 * CARDS },
    ),
  );
  const ids = rows.map(({ id }) => id);
  expect(rows.every(({ isWhole }) => isWhole)).toBe(true);
  expect(ids.length).toBeGreaterThan(SHARED);
  expect(new Set(ids).size).toBe(ids.length);
});

describe("words that very many events hold", () => {
  let actor: Actor;
  let ids: string[];
  const EVENTS = 2_400;
  beforeAll(async () => {
    actor = await database.addTenant();
    const names = Array.from({ length: EVENTS }, (_, n) =>
      n % 800 === 7 ? `Anna Both Zorn x${n}` : n < EVENTS / 2 ? `Anna Early x${n}` : `Anna Late Zorn x${n}`,
    );
    const place = { tenantId: actor.tenantId, event: "appointment.created", externalId: null, timestamp: null };
    ids = [];
    for (let from = 0; from < EVENTS; from += 800) {
      const events = names.slice(from, from + 800).map((name, n) => ({
        ...place,
        data: { appointmentId: `a${from + n}`, customer: { name } },
      }));
      ids.push(...(await acceptEvents(database.deps, events)).map(({ id }) => id));
    }
    await indexAllEvents(database.deps);
  });

  const readAll = async (q: string) => {
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listEvents(asTenant(database.deps, actor.tenantId), actor, {
        limit: 100,
        q,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return seen;
  };

  it("are found newest first, page by page, each event once", async () => {
    expect(await readAll("anna")).toEqual(ids.toReversed());
    expect(await readAll("an")).toEqual(ids.toReversed());
    expect(await readAll("anna early")).toEqual(
      ids
        .slice(0, EVENTS / 2)
        .filter((_, n) => n % 800 !== 7)
        .toReversed(),
    );
  });

  it("are found together, also where both are common and rarely meet", async () => {
    const both = ids.filter((_, n) => n % 800 === 7).toReversed();
    expect(await readAll("both anna")).toEqual(both);
    expect(await readAll("zorn both")).toEqual(both);
    expect(await readAll("early late")).toEqual([]);
  });

  it("are found beside other filters", async () => {
    await database.deps.sql("UPDATE webhook_event SET status = 'rejected' WHERE id = ANY($1)", [[ids[3], ids[2_000]]]);
    const { data, nextCursor } = await listEvents(asTenant(database.deps, actor.tenantId), actor, {
      limit: 20,
      q: "anna",
      status: ["rejected"],
    });
    expect([data.map(({ id }) => id), nextCursor]).toEqual([[ids[2_000], ids[3]], null]);
  });
});

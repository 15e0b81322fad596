import { afterAll, beforeAll, expect, it } from "vitest";
import { listEvents } from "#domain/events/list-events.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type PlanNode, rowsRead, scansOf } from "#tests/plan-scans.ts";

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
    `WITH card AS (
       INSERT INTO webhook_search_card (tenant_id, id, mode, words, events)
       SELECT $1, n, 'live', CASE WHEN n <= $2 THEN ' anna bern ' WHEN n % 2 = 0 THEN ' anna ' ELSE ' bern ' END,
         CASE WHEN n <= $2 THEN $4 ELSE 1 END FROM generate_series(1, 2 * $3::int) n RETURNING *
     ), word AS (
       INSERT INTO webhook_search_word (tenant_id, mode, word, card_id)
       SELECT tenant_id, mode, w, id FROM card, unnest(string_to_array(btrim(words), ' ')) w
     ), event AS (
       INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
       SELECT 'evt_' || $1 || lpad(id::text, 8, '0'), $1, 'order.completed', now() FROM card
     ) INSERT INTO webhook_search_event (event_id, tenant_id, card_id) SELECT 'evt_' || $1 || lpad(id::text, 8, '0'), $1, id FROM card`,
    [tenantId, SHARED, CARDS, eventsOfShared],
  );
  return actor;
};

/** Finds events, and counts the rows of events by words that the comparison of both words has read. */
const findCounting = async (tenantId: string) => {
  let eventsRead = 0;
  const sql: typeof database.deps.sql = async (text, values, options) => {
    if (text.includes("INTERSECT")) {
      const [plan] = await database.deps.sql<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
        options,
      );
      for (const scan of scansOf(plan?.["QUERY PLAN"][0].Plan ?? expect.fail("no plan")))
        if (scan["Relation Name"] === "webhook_search_event") eventsRead += rowsRead(scan);
    }
    return database.deps.sql(text, values, options);
  };
  const found = await findEvents({ sql }, { tenantId, mode: "live", q: "anna bern" });
  return { found, eventsRead };
};

it("two common words that seldom meet give the ids of all their events, and read no others", async () => {
  const actor = await addTenant(1);
  await database.deps.sql("ANALYZE webhook_search_event, webhook_search_card, webhook_search_word");
  const { found, eventsRead } = await findCounting(actor.tenantId);
  const ids = Array.from({ length: SHARED }, (_, n) => `evt_${actor.tenantId}${String(n + 1).padStart(8, "0")}`);
  expect(found.kind).toBe("few");
  expect(found.ids.toSorted()).toEqual(ids);
  expect(eventsRead).toBe(SHARED);
  const { data } = await listEvents(database.deps, actor, { limit: 20, q: "anna bern" });
  expect(data.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 20));
});

it("read no event where the cards of both words count too many", async () => {
  const { tenantId } = await addTenant(21);
  expect(await findCounting(tenantId)).toMatchObject({ found: { kind: "many" }, eventsRead: 0 });
});

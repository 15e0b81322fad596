import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { listDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { query } from "#tests/processes/query.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let actor: Actor;

/** Newest rows are one outage: more of them than one walk reads. Each older type has another number of events. */
const ROWS = [
  { event: "appointment.created", status: "delivered", count: 2_300 },
  { event: "payment.failed", status: "delivered", count: 300 },
  { event: "staff.created", status: "failed", count: 20 },
  { event: "appointment.updated", status: "failed", count: 6_000 },
];

beforeAll(async () => {
  database = await testDatabase();
  actor = await database.addTenant();
  const { id } = await addWebhook(database.deps, actor);
  let first = 0;
  for (const { event, status, count } of ROWS) {
    const numbers = `generate_series(${first + 1}, ${first + count}) n`;
    const suffix = "to_char(n, 'FM00000000000000000000000000')";
    await query(
      database.url,
      `INSERT INTO webhook_event (id, tenant_id, event, occurred_at) SELECT 'evt_' || ${suffix}, '${actor.tenantId}', '${event}', now() FROM ${numbers}`,
      `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status)
       SELECT 'dlv_' || ${suffix}, '${actor.tenantId}', '${id}', 'evt_' || ${suffix}, '${event}', '${status}' FROM ${numbers}`,
    );
    first += count;
  }
}, 60_000);
afterAll(() => database.close());

/** Walks all pages, and counts those that were not full. */
const all = async (filters: object) => {
  const found = [];
  let short = 0;
  let cursor: string | undefined;
  do {
    const page = await listDeliveries(
      database.deps,
      actor,
      listDeliveriesInput.parse({ ...filters, cursor, limit: 100 }),
    );
    found.push(...page.data);
    if (page.nextCursor !== null && page.data.length < 100) short++;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return { found, short };
};

describe("behind more rows of an outage than one walk reads", () => {
  it.each(ROWS)(
    "all $count deliveries of $event are found once, newest first, in full pages",
    async ({ event, count }) => {
      const { found, short } = await all({ event: [event] });
      const ids = found.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort().reverse());
      expect(found.filter((one) => one.event !== event)).toEqual([]);
      expect([ids.length, short]).toEqual([count, 0]);
    },
  );

  it("all delivered rows are found, also of two types, or with failed ones", async () => {
    expect((await all({ status: ["delivered"] })).found.length).toBe(2_600);
    expect((await all({ status: ["delivered"], event: ["payment.failed", "staff.created"] })).found.length).toBe(300);
    const both = await all({ status: ["delivered", "failed"], event: ["payment.failed", "staff.created"] });
    expect([both.found.length, both.short]).toEqual([320, 0]);
  });

  it("oldest first, a page begins after its row too", async () => {
    const after = `dlv_${"0".repeat(22)}0010`;
    const asked = { ...listDeliveriesInput.parse({ event: ["staff.created"], limit: 5 }), after };
    const { data } = await listDeliveries(database.deps, actor, asked);
    expect(data.map(({ event }) => event)).toEqual(Array(5).fill("staff.created"));
    expect(data[0]?.id).toBe(`dlv_${"0".repeat(22)}2601`);
  });
});

it("another tenant finds nothing", async () => {
  const other = await database.addTenant();
  const page = await listDeliveries(database.deps, other, listDeliveriesInput.parse({ event: ["staff.created"] }));
  expect(page.data).toEqual([]);
});

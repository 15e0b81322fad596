import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Sql } from "#domain/context.ts";
import { eraseData, previewErasure } from "#domain/erase/erase-data.ts";
import { READ_BYTES } from "#domain/erase/find-events-of-customer.sql.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addEvent } from "#tests/seed-deliveries.ts";

const PAYLOAD_BYTES = 250 * 1024;
const CUSTOMER = { customerId: "cus_large" };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Adds events with large payloads; `isOwn` marks those about the customer. */
const addLarge = async (actor: Actor, count: number, isOwn: (n: number) => boolean = () => true) => {
  for (let n = 0; n < count; n++) {
    const eventId = await addEvent(database.deps, actor);
    const filling = Buffer.alloc(PAYLOAD_BYTES, "ab");
    const body = Buffer.from(
      JSON.stringify({ data: { customerId: isOwn(n) ? CUSTOMER.customerId : "cus_other", notes: String(filling) } }),
    );
    await database.deps.db.webhookPayload.update({ where: { eventId }, data: { body } });
  }
};

describe("erasing a customer with many large payloads", () => {
  it("erases each payload, page after page", async () => {
    const actor = await database.addTenant();
    await addLarge(actor, 12);
    const { deps } = database;
    let erased = 0;
    for (let done = false; !done; ) {
      const answer = await eraseData(deps, actor, CUSTOMER);
      erased += answer.count;
      done = answer.done;
    }
    expect(erased).toBe(12);
    expect(await deps.db.webhookPayload.count({ where: { tenantId: actor.tenantId } })).toBe(0);
  });

  it("passes pages without any event of the customer, and a payload that fills a page", async () => {
    const actor = await database.addTenant();
    await addLarge(actor, 20, (n) => n === 19);
    const huge = await addEvent(database.deps, actor);
    await database.deps.db.webhookPayload.update({
      where: { eventId: huge },
      data: { body: Buffer.from(JSON.stringify({ ...CUSTOMER, notes: "x".repeat(2 * READ_BYTES) })) },
    });
    await addLarge(actor, 1);
    expect(await previewErasure(database.deps, actor, CUSTOMER)).toEqual({ count: 3, done: true });
  });
});

describe("one erasure at a time", () => {
  it("a second erasure of a tenant, or its preview, is refused until the first has ended; another tenant's is not", async () => {
    const [actor, other] = [await database.addTenant(), await database.addTenant()];
    const { deps } = database;
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const sql: Sql = async (text, values) => {
      reached.resolve();
      await goOn.promise;
      return deps.sql(text, values);
    };
    const first = previewErasure({ ...deps, sql }, actor, CUSTOMER);
    await reached.promise;
    const inAnotherProcess = database.asWorker("wrk_other");
    const refused = { code: "rate_limited", budget: { resetSeconds: 5 } };
    await expect(eraseData(inAnotherProcess, actor, CUSTOMER)).rejects.toMatchObject(refused);
    await expect(previewErasure(deps, actor, CUSTOMER)).rejects.toMatchObject(refused);
    expect(await previewErasure(deps, other, CUSTOMER)).toMatchObject({ done: true });
    goOn.resolve();
    expect(await first).toEqual({ count: 0, done: true });
    expect(await eraseData(inAnotherProcess, actor, CUSTOMER)).toEqual({ count: 0, done: true });
    await expect(eraseData(deps, actor, { eventId: "evt_none" })).rejects.toMatchObject({ code: "not_found" });
    expect(await previewErasure(deps, actor, CUSTOMER)).toMatchObject({ done: true });
  });
});

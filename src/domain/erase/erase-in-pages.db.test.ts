import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Deps, Sql } from "#domain/context.ts";
import { eraseData, previewErasure } from "#domain/erase/erase-data.ts";
import { READ_BYTES } from "#domain/erase/find-events-of-customer.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addEvent } from "#tests/furnish-deliveries.ts";

const PAYLOAD_BYTES = 250 * 1024;
const CUSTOMER = { customerId: "cus_large" };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Events with payloads of that size, and how many of them are about the customer. */
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

/** Notes what each statement brings back. */
const watched = (deps: Deps) => {
  const bytesOfStatements: number[] = [];
  const sql: Sql = async <Row extends object>(text: string, values?: readonly unknown[]) => {
    const rows = await deps.sql<Row>(text, values);
    const bodies = rows.map((row) => ("body" in row && row.body instanceof Uint8Array ? row.body.byteLength : 0));
    bytesOfStatements.push(bodies.reduce((sum, bytes) => sum + bytes, 0));
    return rows;
  };
  return { bytesOfStatements, deps: { ...deps, sql } };
};

describe("erasing a customer with many large payloads", () => {
  it("reads a bounded number of bytes a statement, counting and erasing, and finds each event", async () => {
    const actor = await database.addTenant();
    await addLarge(actor, 40);
    const { bytesOfStatements, deps } = watched(database.deps);
    expect(await previewErasure(deps, actor, CUSTOMER)).toEqual({ count: 40, done: true });
    expect(bytesOfStatements.length).toBeGreaterThanOrEqual(8);
    expect(await eraseData(deps, actor, CUSTOMER)).toMatchObject({ count: expect.any(Number) });
    expect(bytesOfStatements.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(40 * PAYLOAD_BYTES);
    expect(Math.max(...bytesOfStatements)).toBeLessThan(READ_BYTES + PAYLOAD_BYTES + 1024);
  });

  it("moves on past pages without any event of the customer, and past one payload that fills a page", async () => {
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

describe("one at a time", () => {
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

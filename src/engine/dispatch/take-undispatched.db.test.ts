import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { lookForUndispatched, recallTaken } from "#engine/dispatch/take-undispatched.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.deps.sql("DELETE FROM webhook_outbox"));

const emit = async (count: number, dueAt?: Date) => {
  const { tenantId } = await database.addTenant();
  const event = { tenantId, event: "appointment.created", data: { appointmentId: "abc123" }, timestamp: null, dueAt };
  await acceptEvents(
    database.deps,
    Array.from({ length: count }, () => ({ ...event, externalId: null })),
  );
  return tenantId;
};
const look = async (limit: number, busyTenants: string[] = []) => {
  const { events, isMore } = await lookForUndispatched(database.deps, { limit, busyTenants });
  return { found: events.length, isMore };
};

it("a look that saw every due event says that there is no more", async () => {
  expect(await look(10)).toEqual({ found: 0, isMore: false });
  await emit(1);
  expect(await look(10)).toEqual({ found: 1, isMore: false });
  await emit(10);
  expect(await look(10)).toEqual({ found: 10, isMore: true });
  expect(await look(10)).toEqual({ found: 0, isMore: false });
});

it("a look that may have left events of one of many tenants says so", async () => {
  for (let n = 0; n < 20; n++) await emit(1);
  const large = await emit(8);
  // With 21 tenants, two events of a tenant are the most of one look for 10.
  const others = await database.deps.sql<{ id: string }>(
    "SELECT DISTINCT tenant_id AS id FROM webhook_outbox WHERE tenant_id <> $1",
    [large],
  );
  const busy = others.map(({ id }) => id);
  for (const found of [2, 2, 2, 2]) expect(await look(10, busy)).toEqual({ found, isMore: true });
  expect(await look(10, busy)).toEqual({ found: 0, isMore: false });
});

it("a look that marked more scheduled events than it saw says so", async () => {
  await emit(1_500, new Date(Date.now() + 60_000));
  await database.deps.sql("UPDATE webhook_outbox SET due_at = now()");
  expect(await look(1_100)).toEqual({ found: 1_000, isMore: true });
  expect(await look(1_100)).toEqual({ found: 500, isMore: false });
});

it("events that were taken again and again are due at once after a recall, and no others", async () => {
  const { sql } = database.deps;
  const stuck = await emit(2);
  const takenOnce = await emit(1);
  const scheduled = await emit(1, new Date(Date.now() + 3_600_000));
  await look(10);
  await sql("UPDATE webhook_outbox SET generation = 7, due_at = now() + interval '21 minutes' WHERE tenant_id = $1", [
    stuck,
  ]);
  const before = await sql("SELECT due_at FROM webhook_outbox WHERE tenant_id = ANY($1)", [[takenOnce, scheduled]]);
  expect(await recallTaken(database.deps)).toBe(2);
  expect(await recallTaken(database.deps)).toBe(0);
  expect(await sql("SELECT due_at FROM webhook_outbox WHERE tenant_id = ANY($1)", [[takenOnce, scheduled]])).toEqual(
    before,
  );
  expect((await lookForUndispatched(database.deps, { limit: 10 })).events).toMatchObject([
    { tenantId: stuck, generation: 8 },
    { tenantId: stuck, generation: 8 },
  ]);
});

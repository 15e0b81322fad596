import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import type { UnknownTenants } from "#domain/unknown-tenants.values.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
let deps: EngineDeps;
let known: Actor;
let next = 0;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  known = await database.addTenant();
  await deps.sql("DELETE FROM webhook_outbox");
});

const newName = () => `salon-new-${++next}`;

const event = (tenantId: string, changes: Partial<IncomingEvent> = {}): IncomingEvent => ({
  tenantId,
  externalId: null,
  event: "appointment.created",
  data: { tenantId, appointmentId: "abc123" },
  timestamp: new Date("2025-12-05T10:00:00Z"),
  ...changes,
});

const accept = (unknownTenants: UnknownTenants, ...events: IncomingEvent[]) =>
  acceptEvents(deps, events, { unknownTenants, store: shareCommits(deps) });

const as = (tenantId: string): Actor => ({ tenantId, by: { kind: "system" } });
const statuses = async (tenantId: string) =>
  (await listEvents(deps, as(tenantId), { limit: 100 })).data.map(({ status, reason }) => ({ status, reason }));
const tenantIds = async () => (await deps.db.tenant.findMany({ select: { id: true } })).map(({ id }) => id);
const due = async () => (await takeUndispatchedEvents(deps, { limit: 100 })).map(({ tenantId }) => tenantId).sort();

it("refuse stores nothing of a request that names an unknown tenant", async () => {
  const name = newName();
  const refused = accept("refuse", event(known.tenantId), event(name));
  await expect(refused).rejects.toMatchObject({
    code: "invalid",
    errors: [{ path: "1.data.tenantId", message: `There is no tenant "${name}".` }],
  });
  expect(await statuses(known.tenantId)).toEqual([]);
  expect(await tenantIds()).not.toContain(name);
});

it("reject_event stores the others, and that event as rejected without its data", async () => {
  const name = newName();
  const answer = await accept("reject_event", event(name), event(known.tenantId));
  expect(answer).toMatchObject([{ duplicate: false }, { duplicate: false }]);
  expect(await statuses(known.tenantId)).toEqual([{ status: "accepted", reason: null }]);
  expect(await statuses(name)).toEqual([{ status: "rejected", reason: "unknown_tenant" }]);
  expect(await getEvent(deps, as(name), { id: answer[0]?.id ?? "" })).toMatchObject({ payload: null });
  expect(await tenantIds()).not.toContain(name);
  expect(await due()).toEqual([known.tenantId]);
});

it("create makes each tenant once, with all events of the request, scheduled ones too", async () => {
  const [one, other] = [newName(), newName()];
  const later = new Date(Date.now() + 86_400_000);
  await accept("create", event(other), event(one, { dueAt: later }), event(other), event(known.tenantId));
  expect(await statuses(other)).toEqual([
    { status: "accepted", reason: null },
    { status: "accepted", reason: null },
  ]);
  expect(await statuses(one)).toEqual([{ status: "scheduled", reason: null }]);
  expect(
    await deps.db.tenant.findMany({ where: { id: { in: [one, other] } }, select: { id: true, name: true } }),
  ).toHaveLength(2);
  expect(await due()).toEqual([other, other, known.tenantId].sort());
});

it("create makes a tenant once when many requests bring it at once, in any order", async () => {
  const names = Array.from({ length: 6 }, newName);
  const requests = Array.from({ length: 12 }, (_, index) =>
    acceptEvents(
      deps,
      (index % 2 ? names : names.toReversed()).map((name) => event(name)),
      { unknownTenants: "create" },
    ),
  );
  await Promise.all(requests);
  for (const name of names) expect(await statuses(name)).toHaveLength(12);
  expect((await tenantIds()).filter((id) => names.includes(id))).toHaveLength(6);
});

it("create keeps an external id once, and refuses it for another event name, also at a new tenant", async () => {
  const name = newName();
  await accept("create", event(name, { externalId: "bk_1" }));
  expect(await accept("create", event(name, { externalId: "bk_1" }))).toMatchObject([{ duplicate: true }]);
  const other = newName();
  const mixed = [event(other, { externalId: "x" }), event(other, { externalId: "x", event: "appointment.canceled" })];
  await expect(accept("create", ...mixed)).rejects.toMatchObject({ code: "conflict" });
  expect(await tenantIds()).not.toContain(other);
});

it("create brings no tenant back that is being removed or was within 30 days, and rejects its events", async () => {
  const gone = newName();
  const going = newName();
  for (const id of [gone, going]) await database.addTenant(id);
  await removeTenant(deps, { id: gone });
  await deps.db.tenant.update({ data: { removingAt: new Date() }, where: { id: going } });
  await accept("create", event(gone), event(going), event(known.tenantId));
  const rejected = [{ status: "rejected", reason: "tenant_removed" }];
  expect(await statuses(gone)).toEqual(rejected);
  expect(await statuses(going)).toEqual(rejected);
  expect(await statuses(known.tenantId)).toEqual([{ status: "accepted", reason: null }]);
  expect(await tenantIds()).not.toContain(gone);

  await deps.sql("UPDATE removed_tenant SET removed_at = now() - interval '31 days' WHERE id = $1", [gone]);
  await accept("create", event(gone));
  expect(await tenantIds()).toContain(gone);
});

it("create rejects an id that no tenant can have, and refuses an event that names none", async () => {
  await accept("create", event("salon ü/1"));
  expect(await statuses("salon ü/1")).toEqual([{ status: "rejected", reason: "unknown_tenant" }]);
  for (const id of ["", "nul\0", "x".repeat(300)])
    await expect(accept("create", event(known.tenantId), event(id))).rejects.toMatchObject({
      errors: [{ path: "1.data.tenantId" }],
    });
  expect(await statuses(known.tenantId)).toEqual([]);
});

it("create refuses invalid data of an unknown tenant, and makes no tenant for it", async () => {
  const name = newName();
  await expect(accept("create", event(name, { data: {} }))).rejects.toMatchObject({ code: "invalid" });
  expect(await tenantIds()).not.toContain(name);
});

it("a request of known tenants costs one statement, whatever the setting", async () => {
  let statements = 0;
  const sql: EngineDeps["sql"] = (...asked) => {
    statements++;
    return deps.sql(...asked);
  };
  await acceptEvents({ ...deps, sql }, [event(known.tenantId)], { unknownTenants: "create" });
  expect(statements).toBe(1);
});

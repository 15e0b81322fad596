import { afterAll, beforeAll, expect, it } from "vitest";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { eventResource } from "#inngest/event-intake.ts";
import { sendEventsRoute } from "#rest/event-routes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { apiRequest, responseOf } from "#tests/rest/api-request.ts";
import { addKey, callRoute } from "#tests/rest/call-route.ts";

let database: TestDatabase;
/** Two web processes: own connections, own memory, own shared commits. */
let webs: readonly [EngineDeps, EngineDeps];

beforeAll(async () => {
  database = await testDatabase({ UNKNOWN_TENANTS: "create" });
  webs = [database.asWorker("web_one"), database.asWorker("web_two")];
});
afterAll(() => database.close());

const NAMES = Array.from({ length: 8 }, (_, index) => `salon-${index}`);

type Sent = { id: string; tenantId: string };

const postToIntake = async (web: EngineDeps, events: readonly Sent[]) => {
  const body = JSON.stringify(
    events.map(({ id, tenantId }) => ({ id, name: "appointment.created", data: { tenantId, appointmentId: id } })),
  );
  const { answer } = eventResource(web, { eventKeys: ["k"] });
  const response = responseOf(await answer(apiRequest("POST", "/e/k", { body }), { key: "k" }));
  const { ids = [] }: { ids?: string[] } = JSON.parse(await response.text());
  return { status: response.status, ids };
};

const postToApi = async (web: EngineDeps, key: string, ids: readonly string[]) => {
  const body = ids.map((id) => ({ id, event: "appointment.created", data: { appointmentId: id } }));
  const { status, body: answer } = await callRoute(web, sendEventsRoute, { key, body });
  return { status, ids: (answer.events as { id: string }[]).map(({ id }) => id) };
};

const stored = async (tenantId: string) => {
  const rows = await database.deps.sql<{ id: string; externalId: string; status: string }>(
    `SELECT id, external_id AS "externalId", status FROM webhook_event WHERE tenant_id = $1 ORDER BY external_id`,
    [tenantId],
  );
  return rows;
};

it("new tenants that two web processes meet at once are made once, each event is stored once, and both answer with its id", async () => {
  const events = NAMES.flatMap((tenantId) => ["one", "two", "three"].map((id) => ({ id, tenantId })));
  // The order of the events differs, so that the processes meet each other's new tenants from both ends.
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => {
      const isReversed = index % 4 > 1;
      return postToIntake(webs[index % 2 === 0 ? 0 : 1], isReversed ? events.toReversed() : events).then(
        ({ status, ids }) => ({ status, ids: isReversed ? ids.toReversed() : ids }),
      );
    }),
  );
  for (const answer of answers) expect(answer).toEqual({ status: 200, ids: answers[0]?.ids });
  for (const tenantId of NAMES)
    expect((await stored(tenantId)).map(({ externalId, status }) => [externalId, status])).toEqual([
      ["one", "accepted"],
      ["three", "accepted"],
      ["two", "accepted"],
    ]);
  expect(await database.deps.db.tenant.count({ where: { id: { in: NAMES } } })).toBe(NAMES.length);
  expect(await database.deps.sql("SELECT event_id FROM webhook_outbox")).toHaveLength(events.length);
});

it("the same events at /e and at /v1/events of both processes are stored once, beside tenants that are made", async () => {
  const { tenantId } = await database.addTenant();
  const key = await addKey(database.deps, { tenantId, by: { kind: "system" } });
  const ids = Array.from({ length: 12 }, (_, index) => `bk_${String(index).padStart(2, "0")}`);
  const answers = await Promise.all(
    webs.flatMap((web, index) => {
      const own = ids.map((id) => ({ id, tenantId }));
      const fresh = { id: "first", tenantId: `fresh-${index}` };
      return [
        postToApi(web, key, ids),
        postToApi(web, key, ids.toReversed()).then((answer) => ({ ...answer, ids: answer.ids.toReversed() })),
        postToIntake(web, own),
        postToIntake(web, [fresh, ...own]).then(({ status, ids: [, ...known] }) => ({ status, ids: known })),
        ...ids.map(async (id) => {
          const {
            ids: [one],
          } = await postToIntake(web, [{ id, tenantId }]);
          expect(one).toBe((await stored(tenantId)).find(({ externalId }) => externalId === id)?.id);
          return null;
        }),
      ];
    }),
  );
  const rows = await stored(tenantId);
  expect(rows.map(({ externalId }) => externalId)).toEqual(ids);
  for (const answer of answers.filter((one) => one !== null)) {
    expect([200, 202]).toContain(answer.status);
    expect(answer.ids).toEqual(rows.map(({ id }) => id));
  }
  for (const fresh of ["fresh-0", "fresh-1"]) expect(await stored(fresh)).toHaveLength(1);
});

it("a tenant that is removed while both processes send to it comes back in neither", async () => {
  const { tenantId } = await database.addTenant();
  const removed = removeTenant(database.deps, { id: tenantId });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      postToIntake(webs[index % 2 === 0 ? 0 : 1], [{ id: `late_${index}`, tenantId }]),
    ),
  );
  await removed;
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await database.deps.db.tenant.count({ where: { id: tenantId } })).toBe(0);
  const [after] = await Promise.all(webs.map((web) => postToIntake(web, [{ id: "last", tenantId }])));
  expect(after?.status).toBe(200);
  expect(await database.deps.db.tenant.count({ where: { id: tenantId } })).toBe(0);
  const rows = await stored(tenantId);
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["rejected"]));
});

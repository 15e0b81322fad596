import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor, LogFields } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listLog } from "#domain/deliveries/list-log.ts";
import { eraseData } from "#domain/erase/erase-data.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { find } from "#domain/search/find.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";
import { query } from "#tests/processes/query.ts";
import { acceptOne, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
/** Ids of events that the log calls unreadable. */
let logged: unknown[];

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  actor = await database.addTenant();
  logged = [];
  const error = ({ eventId }: LogFields) => void logged.push(eventId);
  const quiet = () => {};
  deps = { ...database.deps, log: { debug: quiet, info: quiet, warn: quiet, error } };
});
afterAll(() => database.close());

const NAMES = ["Anna", "Berta", "Clara"];

/** Changes a bit of the checksum, or sets it back. */
const damage = (eventId: string) =>
  query(
    database.url,
    `UPDATE webhook_payload SET packed = set_byte(packed, 4, get_byte(packed, 4) # 1) WHERE event_id = '${eventId}'`,
  );

/** Accepts three events about one customer. The second one becomes unreadable. */
const acceptThree = async (): Promise<[string, string, string]> => {
  const accept = (name: string) =>
    acceptOne(deps, actor, { appointmentId: `apt_${name}`, customerId: "cus_1", customer: { name: `${name} Körner` } });
  const ids: [string, string, string] = [await accept("Anna"), await accept("Berta"), await accept("Clara")];
  await damage(ids[1]);
  return ids;
};

it("the fan-out makes the deliveries of its neighbours, and those of the event once it can be read", async () => {
  await addWebhook(deps, actor);
  const ids = await acceptThree();
  const fannedOut = await fanOut(deps, ids);
  expect(fannedOut.failure).toBeNull();
  expect(fannedOut.claims.map(({ eventId }) => eventId)).toEqual([ids[0], ids[2]]);
  expect(logged).toEqual([ids[1]]);
  await damage(ids[1]);
  expect((await fanOut(deps, ids)).claims.map(({ eventId }) => eventId)).toEqual([ids[1]]);
});

it("a claim gives its neighbours, and settles its attempt as our own fault", async () => {
  await addWebhook(deps, actor);
  const ids = await acceptThree();
  await damage(ids[1]);
  const { claims } = await fanOut(deps, ids);
  await damage(ids[1]);
  await deps.sql("UPDATE webhook_delivery SET due_at = now(), lease_token = NULL, attempts = 0 WHERE tenant_id = $1", [
    actor.tenantId,
  ]);
  const deliveryIds = claims.map(({ deliveryId }) => deliveryId);
  expect((await claimDeliveries(deps, deliveryIds)).map(({ eventId }) => eventId)).toEqual([ids[0], ids[2]]);
  expect(logged).toEqual([ids[1]]);
  const id = claims.find(({ eventId }) => eventId === ids[1])?.deliveryId ?? "";
  await damage(ids[1]);
  expect(await getDelivery(deps, actor, { id, attemptsBefore: 100 })).toMatchObject({
    status: "pending",
    attempts: [{ error: { code: "interrupted", message: expect.stringContaining("body") } }],
  });
  const row = await deps.db.webhookDelivery.findUnique({ where: { id } });
  expect(row).toMatchObject({ leaseToken: null, failures: 0, interruptions: 1 });
  await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1", [id]);
  expect(await claimDeliveries(deps, [id])).toMatchObject([{ number: 2, eventId: ids[1] }]);
});

it("words, the log and results name its neighbours", async () => {
  await addWebhook(deps, actor);
  const ids = await acceptThree();
  await indexAllEvents(deps);
  const { data: found } = await listEvents(deps, actor, { limit: 10, q: "körner" });
  expect(found.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
  expect((await find(deps, actor, { q: "clara" })).data).not.toEqual([]);
  await damage(ids[1]);
  await fanOut(deps, ids);
  await damage(ids[1]);
  const { data } = await listLog(deps, actor, { limit: 10 });
  const customers = new Map(data.map(({ eventId, customer }) => [eventId, customer]));
  expect(ids.map((id) => customers.get(id))).toEqual(NAMES.map((name) => (name === "Berta" ? null : `${name} Körner`)));
});

it("a recovery and an erasure go on past it, and say so", async () => {
  const ids = await acceptThree();
  await deps.sql("DELETE FROM webhook_outbox WHERE tenant_id = $1", [actor.tenantId]);
  const { id } = await addWebhook(deps, actor);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const { id: recoveryId } = await startRecovery(deps, actor, { id, since, status: [], includeMissing: true });
  for (let isMore = true; isMore; ) {
    await deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1 AND ended_at IS NULL", [recoveryId]);
    isMore = (await continueRecovery(deps, { recoveryId })).next !== null;
  }
  const made = await deps.db.webhookDelivery.findMany({
    where: { tenantId: actor.tenantId },
    orderBy: { eventId: "asc" },
  });
  expect(made.map(({ eventId }) => eventId)).toEqual([ids[0], ids[2]]);
  expect(logged).toEqual([ids[1]]);
  expect(await eraseData(deps, actor, { customerId: "cus_1" })).toEqual({ count: 2, done: true });
  expect(logged).toEqual([ids[1], ids[1]]);
  expect(await eraseData(deps, actor, { eventId: ids[1] })).toEqual({ count: 1, done: true });
});

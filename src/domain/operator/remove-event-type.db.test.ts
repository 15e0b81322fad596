import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import { putEventType } from "#domain/operator/put-event-type.ts";
import { removeEventType } from "#domain/operator/remove-event-type.ts";
import { createKnownPlatformTypes } from "#domain/platform-types/known-platform-types.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

const operator: OperatorActor = { by: { kind: "system" } };

const WAITING = `SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`;

let database: TestDatabase;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  actor = await database.addTenant();
});
afterAll(() => database.close());

const put = (name: string) =>
  putEventType(database.deps, operator, {
    name,
    title: "Room booked",
    description: "A guest books a room.",
    schema: { type: "object" },
    sample: { roomId: "room_7" },
    resourceIdField: null,
    isForced: false,
  });

it("a removal waits for a webhook that is just subscribed, and counts it", async () => {
  const { deps } = database;
  const name = "room.booked";
  await put(name);
  let removal: Promise<unknown> | undefined;
  await deps.engineTransaction(async (bound) => {
    await addWebhook({ ...deps, ...bound }, actor, { events: [name] });
    removal = removeEventType(deps, operator, { name }).catch((error) => error.code);
    await until("the removal waits", async () => (await deps.sql(WAITING)).length > 0);
  });
  expect(await removal).toBe("conflict");
});

it("a webhook cannot subscribe to a removed type in a process that has not heard of the removal", async () => {
  const { deps } = database;
  const name = "table.booked";
  await put(name);
  const webhook = await addWebhook(deps, actor);
  const platformTypes = createKnownPlatformTypes({ sql: deps.sql, clock: () => 0 });
  await platformTypes.read();
  await removeEventType(deps, operator, { name });
  const stale = asTenant({ ...deps, platformTypes }, actor.tenantId);
  expect((await platformTypes.read()).byName.has(name)).toBe(true);
  const refusal = { code: "invalid", errors: [expect.objectContaining({ path: "events.1" })] };
  for (const removed of [name, "table.*"]) {
    const events = ["appointment.created", removed];
    await expect(addWebhook(stale, actor, { events })).rejects.toMatchObject(refusal);
    await expect(updateWebhook(stale, actor, { id: webhook.id, changes: { events } })).rejects.toMatchObject(refusal);
  }
  await addWebhook(stale, actor, { events: ["appointment.*", "*"] });
});

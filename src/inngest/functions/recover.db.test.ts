import { afterAll, beforeAll, expect, it } from "vitest";
import { getRecovery } from "#domain/recoveries/get-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { createFunctions } from "#inngest/functions/index.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addDelivery, addEvent, addWebhook } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let receiver: Receiver;
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const run = (deps: EngineDeps) =>
  startRunner(deps, (inngest) => createFunctions(inngest, deps), createWorkSources(deps));

it("a recovery whose worker died sends each event once, from the rows alone", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id } = await addWebhook(deps, actor, { url: receiver.url });
  const at = new Date(Date.now() - 60_000);
  for (let n = 0; n < 40; n++) await addDelivery(deps, actor, id, { status: "failed", attempts: 6 }, at);
  for (let n = 0; n < 30; n++) await addDelivery(deps, actor, id, { status: "canceled" }, at);
  for (let n = 0; n < 20; n++) await addEvent(deps, actor, {}, at);
  const first = database.asWorker("wrk_first");
  const stopped = run(first);
  const since = new Date(at.getTime() - 1_000).toISOString();
  const asked = { id, since, status: ["failed" as const, "canceled" as const], includeMissing: true };
  const { id: recoveryId, count } = await startRecovery(deps, actor, asked);
  expect(count).toBe(90);
  await receiver.waitFor(10);
  await stopped.stop();
  await until("its attempts have ended", () => first.inFlight.size() === 0);
  expect((await getRecovery(deps, actor, { id, recoveryId })).state).toBe("running");

  const second = database.asWorker("wrk_second");
  const runner = run(second);
  await receiver.waitFor(90);
  await until("it is done", async () => (await getRecovery(deps, actor, { id, recoveryId })).state === "done");
  await until(
    "all are delivered",
    async () => (await deps.db.webhookDelivery.count({ where: { subscriptionId: id, status: "delivered" } })) === 90,
  );
  await runner.stop();
  expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(90);
  expect(receiver.requests).toHaveLength(90);
  const attempts = await deps.db.webhookAttempt.findMany({ where: { tenantId: actor.tenantId } });
  expect(new Set(attempts.map(({ requestedBy }) => requestedBy))).toEqual(new Set([recoveryId]));
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { getHealthHistory } from "#domain/subscriptions/get-health-history.ts";
import { recordHealth, type WebhookResult } from "#domain/subscriptions/record-health.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("has the failures before a pause, the pause, the recovery, and the time off", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const { id, url } = await addWebhook(deps, actor);
  const result = (delivered: boolean): WebhookResult => ({
    subscriptionId: id,
    url,
    delivered,
    endedAt: new Date(),
    isProbe: false,
    event: "payment.failed",
    attemptId: "att_1",
    deliveryId: "dlv_1",
    httpStatus: null,
    error: delivered ? null : { code: "timeout", message: "No response in time." },
    disable: null,
  });
  const spans = async () => (await getHealthHistory(deps, actor, { id })).spans.map(({ health }) => health);
  expect(await spans()).toEqual(["healthy"]);
  await recordHealth(
    deps,
    [1, 2, 3, 4, 5].map(() => result(false)),
  );
  expect((await spans()).at(-1)).toBe("paused");
  await recordHealth(deps, [result(true)]);
  await updateWebhook(deps, actor, { id, changes: { active: false } });
  expect((await spans()).filter((health) => health !== "failing")).toEqual([
    "healthy",
    "paused",
    "healthy",
    "disabled",
  ]);
  await expect(getHealthHistory(deps, await database.addTenant(), { id })).rejects.toMatchObject({ code: "not_found" });
});

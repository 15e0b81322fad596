import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { countUndelivered } from "#domain/deliveries/count-undelivered.ts";
import { listLastResponses } from "#domain/deliveries/list-last-responses.ts";
import { timeOfId } from "#domain/ids.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addAttempts, addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const tenant = async () => {
  actor = await database.addTenant();
  return addWebhook(database.deps, actor);
};

const respond = (deliveryId: string, status: number, at: string) =>
  database.deps.sql("UPDATE webhook_attempt SET response_status = $2, ended_at = $3 WHERE delivery_id = $1", [
    deliveryId,
    status,
    at,
  ]);

const addAttempted = async (webhookId: string, status: number, at: string, data = {}) => {
  const id = await addDelivery(database.deps, actor, webhookId, data, new Date(at));
  await addAttempts(database.deps, id, 1);
  await respond(id, status, at);
  return id;
};

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

it("the last response of a webhook is the newest attempt's, and neither a test's nor another webhook's", async () => {
  const [{ id }, other] = [await tenant(), await addWebhook(database.deps, actor)];
  await addAttempted(id, 500, hoursAgo(3));
  const last = await addAttempted(id, 200, hoursAgo(2));
  await addAttempted(id, 418, hoursAgo(1), { test: true });
  const { data } = await listLastResponses(database.deps, actor, {});
  const response = { at: expect.any(String), httpStatus: 200, errorCode: null, deliveredAt: null };
  expect(data).toEqual([{ webhookId: id, deliveryId: last, ...response }]);
  expect(data.map(({ webhookId }) => webhookId)).not.toContain(other.id);
  expect(await listLastResponses(database.deps, actor, { mode: "test" })).toEqual({ data: [] });
});

it("a resend that succeeds again keeps the instant at which the delivery succeeded first", async () => {
  const { id } = await tenant();
  const [yesterday, today] = [hoursAgo(24), hoursAgo(0)];
  const ended = { status: "delivered", deliveredAt: new Date(yesterday) };
  const delivery = await addDelivery(database.deps, actor, id, ended, new Date(yesterday));
  await addAttempts(database.deps, delivery, 1);
  await database.deps.sql("UPDATE webhook_delivery SET status = 'delivered', delivered_at = $2 WHERE id = $1", [
    delivery,
    today,
  ]);
  await respond(delivery, 200, today);
  const { data } = await listLastResponses(database.deps, actor, {});
  expect(data).toMatchObject([{ httpStatus: 200, at: today, deliveredAt: yesterday }]);
});

it("a queue longer than the deliveries looked at does not hide the last response", async () => {
  const { id } = await tenant();
  await addAttempted(id, 503, hoursAgo(3));
  for (let count = 0; count < 12; count++)
    await addDelivery(database.deps, actor, id, { dueAt: new Date() }, new Date(hoursAgo(2)));
  expect((await listLastResponses(database.deps, actor, {})).data).toMatchObject([{ webhookId: id, httpStatus: 503 }]);
});

it("undelivered are failures and cancellations by a switch-off, until something sends them again", async () => {
  const { id } = await tenant();
  const add = (data: object, hours = 2) => addDelivery(database.deps, actor, id, data, new Date(hoursAgo(hours)));
  const oldest = await add({ status: "failed", reason: "http_status" }, 5);
  const newest = await add({ status: "canceled", reason: "webhook_inactive" }, 1);
  await add({ status: "canceled", reason: "canceled_by_user" });
  await add({ status: "failed", reason: "http_status", test: true });
  await add({ status: "failed", reason: "http_status", dueAt: new Date(), nextTrigger: "manual" });
  await add({ status: "delivered" });
  await add({ status: "failed", reason: "http_status" }, 24 * 8);
  const { data } = await countUndelivered(database.deps, actor, {});
  const since = timeOfId(oldest).toISOString();
  expect(data).toEqual([{ webhookId: id, count: 2, isMore: false, since, lastId: newest }]);

  await database.deps.sql("UPDATE webhook_subscription SET active = false WHERE id = $1", [id]);
  expect(await countUndelivered(database.deps, actor, {})).toEqual({ data: [] });
});

it("neither list shows anything of another tenant", async () => {
  const { id } = await tenant();
  await addAttempted(id, 500, hoursAgo(1), { status: "failed", reason: "http_status" });
  const stranger = await database.addTenant();
  expect(await listLastResponses(database.deps, stranger, {})).toEqual({ data: [] });
  expect(await countUndelivered(database.deps, stranger, {})).toEqual({ data: [] });
});

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { listAudit } from "#domain/audit/list-audit.ts";
import type { Actor } from "#domain/context.ts";
import { endPreviousSecret } from "#domain/subscriptions/end-previous-secret.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { toDashboardWebhook } from "#domain/subscriptions/to-dashboard-webhooks.ts";
import type { WebhookWithSecretView } from "#domain/subscriptions/webhook.schema.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { endPreviousSecretRoute, getWebhookRoute } from "#rest/webhook-routes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addKey, callRoute } from "#tests/rest/call-route.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhook: WebhookWithSecretView;
let id: string;
beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhook = await addWebhook(deps, actor, { url: receiver.url });
  ({ id } = webhook);
  return () => receiver.close();
});

/** Count of secrets that sign a request now. */
const signatures = async (): Promise<number> => {
  await testWebhook(deps, actor, { id });
  return String(receiver.requests.at(-1)?.headers["webhook-signature"]).split(" ").length;
};
const shown = async () => toDashboardWebhook(deps, actor, await getWebhook(deps, actor, { id }));
const entries = async () =>
  (await listAudit(deps, actor, { limit: 20, targetId: id })).data.filter(
    ({ action }) => action === "secret.previous_ended",
  );

it("shows both secrets by their hints during an overlap, and signs with the new one alone after its end", async () => {
  expect(await shown()).toMatchObject({ previousSecretExpiresAt: null, previousSecretHint: null });
  await rotateSecret(deps, actor, { id, overlapHours: 2 });
  expect(await shown()).toMatchObject({
    previousSecretExpiresAt: expect.any(String),
    previousSecretHint: webhook.secretHint,
  });
  expect(await signatures()).toBe(2);
  await endPreviousSecret(deps, actor, { id });
  expect(await shown()).toMatchObject({ previousSecretExpiresAt: null, previousSecretHint: null });
  expect(await signatures()).toBe(1);
});

it("is audited once: a repeat changes nothing", async () => {
  await endPreviousSecret(deps, actor, { id });
  expect(await entries()).toEqual([]);
  await rotateSecret(deps, actor, { id, overlapHours: 2 });
  await endPreviousSecret(deps, actor, { id });
  const { updatedAt } = await shown();
  await endPreviousSecret(deps, actor, { id });
  expect(await entries()).toMatchObject([{ action: "secret.previous_ended", target: { id } }]);
  expect(await shown()).toMatchObject({ updatedAt });
});

it("shows no end of an overlap that is over", async () => {
  await rotateSecret(deps, actor, { id, overlapHours: 1 });
  const later = { ...deps, clock: () => new Date(Date.now() + 2 * 3_600_000) };
  expect(await getWebhook(later, actor, { id })).toMatchObject({ previousSecretExpiresAt: null });
});

it("answers 204 over REST, also twice, and 404 to another tenant", async () => {
  await rotateSecret(deps, actor, { id, overlapHours: 2 });
  const key = await addKey(deps, actor);
  const stranger = await addKey(deps, await database.addTenant());
  expect(await callRoute(deps, endPreviousSecretRoute, { id, key: stranger })).toMatchObject({ status: 404 });
  expect((await callRoute(deps, getWebhookRoute, { id, key })).body.previousSecretExpiresAt).toEqual(
    expect.any(String),
  );
  for (let n = 0; n < 2; n++)
    expect(await callRoute(deps, endPreviousSecretRoute, { id, key })).toMatchObject({ status: 204 });
  expect((await callRoute(deps, getWebhookRoute, { id, key })).body.previousSecretExpiresAt).toBeNull();
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { OK_ANSWER, rawReceiver } from "#tests/sockets.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("a request on a closed connection is sent once more as the same attempt, and the log says so", async () => {
  const { deps } = database;
  const actor = await database.addTenant();
  const got: string[] = [];
  const receiver = await rawReceiver((socket, requestOnSocket, bytes) => {
    got.push(bytes.toString());
    if (requestOnSocket === 1) socket.write(OK_ANSWER);
    else socket.destroy();
  });
  const input = createWebhookInput.parse({ url: receiver.url, events: ["service.updated"] });
  const { id } = await createWebhook(deps, actor, input);
  const first = await testWebhook(deps, actor, { id });
  const second = await testWebhook(deps, actor, { id });
  expect(first).toMatchObject({ ok: true, attempt: { number: 1, resentOnNewConnection: false } });
  expect(second).toMatchObject({ ok: true, attempt: { number: 1, resentOnNewConnection: true, error: null } });
  expect(got).toHaveLength(3);
  expect(got[2]).toBe(got[1]);
  const logged = await getDelivery(deps, actor, { id: second.delivery.id });
  expect(logged.attempts).toMatchObject([{ number: 1, resentOnNewConnection: true }]);
});

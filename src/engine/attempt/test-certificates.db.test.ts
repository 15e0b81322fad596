import { afterAll, beforeAll, expect, it } from "vitest";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { OK_ANSWER, rawReceiver, resolvesTo, senderWith, tlsReceiver, trustTestCertificate } from "#tests/sockets.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const sendTest = async (url: string, http = database.deps.http) => {
  const deps = { ...database.deps, http, resolveHost: async () => ["127.0.0.1"] };
  const actor = await database.addTenant();
  const input = createWebhookInput.parse({ url, events: ["service.updated"] });
  const { id } = await createWebhook(deps, actor, input);
  const { ok, attempt, delivery } = await testWebhook(deps, actor, { id });
  const logged = await getDelivery(deps, actor, { id: delivery.id });
  return { ok, attempt, logged: logged.attempts[0] };
};

it("a test keeps the certificate that the endpoint showed, with its attempt", async () => {
  trustTestCertificate();
  const { port } = await tlsReceiver();
  const { send } = senderWith({ resolver: resolvesTo("127.0.0.1") });
  const { ok, attempt, logged } = await sendTest(`https://hooks.example.com:${port}/`, ({ url, ...request }) =>
    send(url, request),
  );
  expect(ok).toBe(true);
  expect(attempt.certificate).toMatchObject({ names: ["hooks.example.com"], isAccepted: true });
  expect(logged?.certificate).toEqual(attempt.certificate);
});

it("a test keeps a certificate that was not accepted", async () => {
  const { port } = await tlsReceiver();
  const { ok, attempt, logged } = await sendTest(`https://localhost:${port}/`);
  expect([ok, attempt.error?.code]).toEqual([false, "tls_error"]);
  expect(attempt.certificate).toMatchObject({ isAccepted: false });
  expect(logged?.certificate).toEqual(attempt.certificate);
});

it("a test without TLS keeps none", async () => {
  const receiver = await rawReceiver((socket) => void socket.write(OK_ANSWER));
  const { ok, logged } = await sendTest(receiver.url);
  expect([ok, logged?.certificate]).toEqual([true, null]);
});

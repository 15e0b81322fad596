import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { startReceiver } from "#tests/receiver.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({
    BASE_URL: "https://bellhop.example.com",
    WEBHOOK_DENY_NETWORKS: "127.0.0.66,93.184.215.0/24",
  });
});
afterAll(() => database.close());

const input = (url: string) => createWebhookInput.parse({ url, events: ["appointment.created"] });

/** Refusals that hold for every DNS answer. */
const NEVER = [
  "https://bellhop.example.com/v1/events",
  "https://BELLHOP.example.com:8443/",
  "http://127.0.0.66/",
  "https://127.66/",
  "https://user@hooks.example.com/",
];
const REFUSED = [...NEVER, "https://db.internal/", "https://hooks.example.com:22/"];

describe("a URL that may not be sent to", () => {
  it.each(REFUSED)("%s is refused at registration and in an update, naming the field", async (url) => {
    const actor = await database.addTenant();
    const refusal = { code: "invalid", errors: [{ path: "url" }] };
    const deps = { ...database.deps, resolveHost: async () => ["127.0.0.66"] };
    await expect(createWebhook(deps, actor, input(url))).rejects.toMatchObject(refusal);
    const { id } = await createWebhook(database.deps, actor, input("https://hooks.example.com/"));
    await expect(updateWebhook(deps, actor, { id, changes: { url } })).rejects.toMatchObject(refusal);
  });

  it.each(NEVER)("%s, registered under other rules, gets no request, and the log says blocked", async (url) => {
    const actor = await database.addTenant();
    const { id } = await createWebhook(database.deps, actor, input("https://hooks.example.com/"));
    await database.deps.db.webhookSubscription.update({ data: { url }, where: { id } });
    const { ok, delivery, attempt } = await testWebhook(database.deps, actor, { id });
    expect(ok).toBe(false);
    expect(attempt).toMatchObject({ error: { code: "blocked_address" }, response: null });
    const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null };
    const logged = await getDelivery(database.deps, actor, { id: delivery.id });
    expect(logged.attempts).toMatchObject([{ error: { code: "blocked_address" }, timings }]);
  });

  it("an allowed network is reached outside the denied part", async () => {
    const actor = await database.addTenant();
    const receiver = await startReceiver();
    const { id } = await createWebhook(database.deps, actor, input(receiver.url));
    expect(await testWebhook(database.deps, actor, { id }).finally(receiver.close)).toMatchObject({ ok: true });
  });
});

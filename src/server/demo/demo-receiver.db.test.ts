import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { signatureHeaders } from "#domain/signing/sign.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput, HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";
import { clearReceived, inspect, receive, setAnswer } from "#server/demo/demo-receiver.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const body = Buffer.from('{"event":"payment.failed"}');
const urlOf = (path: string) => `http://localhost:3000/demo/receiver/${path}`;

const register = (actor: Actor, path: string) =>
  createWebhook(database.deps, actor, createWebhookInput.parse({ url: urlOf(path), events: ["payment.failed"] }));

const signed = (secret: string) =>
  new Headers(
    signatureHeaders({
      prefix: "MAIS",
      secret,
      previousSecret: null,
      id: newId("evt"),
      timestampSeconds: Math.floor(Date.now() / 1_000),
      body,
    }),
  );

const send = (path: string, headers: Headers) =>
  receive(database.deps, path, [urlOf(path)], { method: "POST", headers, body });

describe("the inspector", () => {
  it("verifies a signature with the secret of the webhook that has its address", async () => {
    const actor = await database.addTenant();
    const { secret } = await register(actor, "verifies");
    await send("verifies", signed(secret));
    await send("verifies", new Headers({ "webhook-id": "evt_forged" }));
    expect(inspect("verifies", actor.tenantId).received.map(({ verdict }) => verdict)).toEqual([
      { ok: false, reason: "missing header" },
      { ok: true },
    ]);
  });

  it("shows a tenant's messages to that tenant only, also with the same address", async () => {
    const [one, two] = [await database.addTenant(), await database.addTenant()];
    const { secret } = await register(one, "shared");
    await register(two, "shared");
    await send("shared", signed(secret));
    expect(inspect("shared", one.tenantId).received).toHaveLength(1);
    expect(inspect("shared", two.tenantId).received).toEqual([]);
    clearReceived("shared", two.tenantId);
    expect(inspect("shared", one.tenantId).received).toHaveLength(1);
  });

  it("answers as configured, and before that as the address says", async () => {
    setAnswer("told", "broken");
    expect(await send("told", new Headers())).toMatchObject({ status: 500 });
    const request = { method: "POST", headers: new Headers(), body };
    expect(await receive(database.deps, "told", [urlOf("told")], request, "gone")).toMatchObject({ status: 410 });
  });

  it("keeps a bounded number of bytes over all addresses, the newest first", async () => {
    const { tenantId } = await database.addTenant();
    const large = { method: "POST", headers: new Headers(), body: Buffer.alloc(300 * 1024, "x") };
    const paths = Array.from({ length: 4 }, (_, index) => `flood-${index}`);
    for (const path of paths)
      for (let count = 0; count < 40; count++) await receive(database.deps, path, [urlOf(path)], large);
    const kept = paths.map((path) => inspect(path, tenantId).received);
    const bytes = kept.flat().reduce((sum, one) => sum + one.body.length, 0);
    expect(bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(kept[0]).toEqual([]);
    expect(kept[3]).toHaveLength(40);
  });

  it("keeps the newest fifty, and no cookies", async () => {
    const { tenantId } = await database.addTenant();
    for (let count = 0; count < 51; count++)
      await send("full", new Headers({ cookie: "session", "x-mais-attempt": `${count}` }));
    const { received } = inspect("full", tenantId);
    expect(received).toHaveLength(50);
    expect(received[0]?.headers).toEqual({ "x-mais-attempt": "50" });
  });

  it("shows the Accept of every request, and not the request id of our own server", async () => {
    const { tenantId } = await database.addTenant();
    await send("usual", new Headers({ accept: "*/*", "x-request-id": "req_1" }));
    expect(inspect("usual", tenantId).received[0]?.headers).toEqual({ accept: "*/*" });
  });

  it("masks the values of custom headers, and shows headers whose names custom headers cannot have", async () => {
    const actor = await database.addTenant();
    const { secret } = await register(actor, "custom");
    const headers = signed(secret);
    const custom = { authorization: "Bearer hush", "x-token": "hush", accept: "hush", "x-mais": "hush" };
    for (const [name, value] of Object.entries(custom)) headers.set(name, value);
    headers.set("content-type", "application/json");
    await send("custom", headers);
    const [received] = inspect("custom", actor.tenantId).received;
    const masked = Object.fromEntries(Object.keys(custom).map((name) => [name, HEADER_VALUE_MASK]));
    expect(received?.headers).toEqual({ ...Object.fromEntries(headers), ...masked });
    expect(received?.verdict).toEqual({ ok: true });
  });
});

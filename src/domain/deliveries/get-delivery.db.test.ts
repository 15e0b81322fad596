import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { packExchange } from "#domain/deliveries/packed-exchange.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let actor: Actor;
let id: string;

beforeAll(async () => {
  database = await testDatabase();
  const { deps } = database;
  actor = await database.addTenant();
  const { tenantId } = actor;
  const webhook = await addWebhook(deps, actor);
  id = await addDelivery(deps, actor, webhook.id, { status: "delivered", attempts: 2 });
  const exchange = { requestHeaders: {}, responseHeaders: { server: "nginx" }, responseBody: Buffer.from("ok") };
  const known = packExchange(exchange);
  const later = Buffer.concat([Buffer.of(99), known.subarray(1)]);
  for (const [index, packed] of [later, known].entries()) {
    const number = index + 1;
    const attemptId = `att_${String(number).padStart(26, "0")}`;
    const attempt = {
      id: attemptId,
      tenantId,
      deliveryId: id,
      number,
      trigger: "automatic",
      url: "https://example.com",
    };
    await deps.db.webhookAttempt.create({
      data: { ...attempt, outcome: "delivered", responseStatus: 200, startedAt: new Date() },
    });
    await deps.db.webhookExchange.create({
      data: { attemptId, tenantId, requestHeaders: "{}", packed: Uint8Array.from(packed) },
    });
  }
});
afterAll(() => database.close());

it("an exchange that a later release has packed is left out, with one line in the log", async () => {
  const lines: string[] = [];
  const log = { ...database.deps.log, warn: (_: object, message: string) => void lines.push(message) };
  const { attempts } = await getDelivery({ ...database.deps, log }, actor, { id, attemptsBefore: 1_000 });
  expect(attempts.map(({ request, response }) => [request.headers, response])).toEqual([
    [{}, { status: 200, headers: {}, body: null, bodyTruncated: false }],
    [{}, { status: 200, headers: { server: "nginx" }, body: "ok", bodyTruncated: false }],
  ]);
  expect(lines).toEqual([expect.stringContaining("a later release")]);
});

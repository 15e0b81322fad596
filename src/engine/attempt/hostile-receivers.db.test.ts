import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import type { DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { HOSTILE_RECEIVERS, startHostile } from "#tests/hostile-receivers.ts";
import { startReceiver } from "#tests/receiver.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
let actor: Actor;
const closers: (() => Promise<void>)[] = [];
const ids = new Map<string, { webhookId: string; deliveryId: string }>();
const WELL_BEHAVED = "well-behaved";

const subscribe = (url: string) =>
  createWebhook(database.deps, actor, {
    url,
    events: ["appointment.created"],
    description: "",
    headers: {},
    active: true,
    rateLimitPerSecond: null,
  });

/** One event starts attempts to every hostile receiver and to a good one at once. Floods delay the others' answers on a busy machine. */
beforeAll(async () => {
  database = await testDatabase({ WEBHOOK_TIMEOUT: "3s" });
  actor = await database.addTenant();
  const good = await startReceiver();
  closers.push(good.close);
  const names = new Map([[(await subscribe(good.url)).id, WELL_BEHAVED]]);
  for (const hostile of HOSTILE_RECEIVERS) {
    const { url, close } = await startHostile(hostile);
    closers.push(close);
    names.set((await subscribe(url)).id, hostile.name);
  }
  const event = {
    tenantId: actor.tenantId,
    externalId: "x_1",
    event: "appointment.created",
    data: { appointmentId: "a" },
  };
  const [accepted] = await acceptEvents(database.deps, [{ ...event, timestamp: null }]);
  const { claims } = await fanOut(database.deps, [accepted?.id ?? ""]);
  for (const { subscriptionId, deliveryId } of claims) {
    ids.set(names.get(subscriptionId) ?? "", { webhookId: subscriptionId, deliveryId });
  }
  await attemptFirst(database.deps, claims);
});
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  await database.close();
});

/** Waits until the attempt is recorded. */
const recorded = (name: string): Promise<DeliveryDetailView> =>
  until(`the attempt at "${name}" is recorded`, async () => {
    const delivery = await getDelivery(database.deps, actor, { id: ids.get(name)?.deliveryId ?? "" });
    return delivery.attempts[0]?.durationMs == null ? null : delivery;
  });

describe("beside all hostile receivers", () => {
  it("a well-behaved receiver gets its delivery", async () => {
    expect(ids.size).toBe(HOSTILE_RECEIVERS.length + 1);
    expect(await recorded(WELL_BEHAVED)).toMatchObject({ status: "delivered", attemptCount: 1 });
  });
});

describe.each(HOSTILE_RECEIVERS)("a receiver that $name", ({ name, comesTo }) => {
  it("has its attempt in the log, with status and error", async () => {
    const { status, attempts } = await recorded(name);
    const [attempt] = attempts;
    if (comesTo.error !== undefined) {
      expect(status).toBe("retrying");
      expect(attempt).toMatchObject({ error: { code: comesTo.error }, response: null });
    } else {
      expect(status).toBe("delivered");
      expect(attempt).toMatchObject({
        error: null,
        response: { status: comesTo.status, bodyTruncated: comesTo.isCut },
      });
    }
    expect(attempt?.response?.body?.length ?? 0).toBeLessThanOrEqual(16_384);
  });

  it("answers a test the same way", async () => {
    const { attempt } = await testWebhook(database.deps, actor, { id: ids.get(name)?.webhookId ?? "" });
    expect(attempt.error?.code ?? attempt.response?.status).toBe(comesTo.error ?? comesTo.status);
  });
});

it("response bytes that are not text are stored as far as text can show them", async () => {
  const bodyOf = async (name: string) => (await recorded(name)).attempts[0]?.response?.body;
  expect(await bodyOf("sends NUL and bad UTF-8")).toBe("\0\ufffd\ufffd(\ufffd\ufffd\ufffd\0");
  expect(await bodyOf("sends terminal codes")).toBe("\u001b[2J\u001b]0;x");
  expect(await bodyOf("sends direction marks")).toBe("user\u202egnp.exe \u2066\u2069");
  expect(await bodyOf("sends a script")).toBe("<script>alert(1)</script>");
});

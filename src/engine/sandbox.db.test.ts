import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { listEvents } from "#domain/events/list-events.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { previewRecovery } from "#domain/recoveries/preview-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { acceptInngestEvent } from "#engine/accept/accept-inngest-event.ts";
import { emitSandboxEvent } from "#engine/accept/emit-sandbox-event.ts";
import { readInngestEvent } from "#engine/accept/read-inngest-event.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase({ SMTP_URL: "smtp://127.0.0.1:9" });
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  return () => receiver.close();
});

const EVENT = { event: "appointment.created", data: { appointmentId: "abc123" } };

const accept = async (mode: Mode, changes: { externalId?: string; event?: string } = {}) => {
  const incoming = { tenantId: actor.tenantId, mode, externalId: null, ...EVENT, timestamp: null, ...changes };
  const [accepted] = await acceptEvents(deps, [incoming]);
  return accepted ?? expect.fail("nothing was accepted");
};

const listed = async (mode?: Mode) => ({
  events: (await listEvents(deps, actor, { limit: 100, mode })).data,
  deliveries: (await listDeliveries(deps, actor, { limit: 100, mode })).data,
});

const bodies = () => receiver.requests.map(({ body }) => JSON.parse(body.toString()));

const eventIds = (events: readonly { id: string }[]) => events.map(({ id }) => id);

/** Adds a live and a test webhook of the same events. */
const addBoth = async (events: string[]) => ({
  live: await addWebhook(deps, actor, { url: `${receiver.url}/live`, events }),
  test: await addWebhook(deps, actor, { url: `${receiver.url}/test`, events, mode: "test" }),
});

describe("fan-out", () => {
  it("delivers sandbox events to test webhooks only, with a body that says so, and live events to live webhooks only", async () => {
    const { live, test } = await addBoth(["appointment.created", "appointment.changed"]);
    const sandbox = await emitSandboxEvent(deps, actor, EVENT);
    await dispatchEvents(deps, [sandbox.id]);
    expect(receiver.requests.map(({ path }) => path)).toEqual(["/hook/test", "/hook/test"]);
    expect(bodies()).toMatchObject([{ test: true }, { test: true }]);
    const { events, deliveries } = await listed("test");
    expect(deliveries).toMatchObject([
      { webhookId: test.id, mode: "test", test: false },
      { webhookId: test.id, mode: "test", test: false },
    ]);
    expect(events.map(({ event, mode }) => [event, mode]).sort()).toEqual([
      ["appointment.changed", "test"],
      ["appointment.created", "test"],
    ]);
    expect(events.flatMap(({ skipped }) => skipped)).toEqual([]);
    expect(await listed()).toEqual({ events: [], deliveries: [] });

    const { id } = await accept("live");
    await dispatchEvents(deps, [id]);
    expect(receiver.requests.slice(2).map(({ path }) => path)).toEqual(["/hook/live", "/hook/live"]);
    for (const body of bodies().slice(2)) expect(body).not.toHaveProperty("test");
    expect((await listed()).deliveries).toMatchObject([{ webhookId: live.id }, { webhookId: live.id }]);
    expect((await listed("live")).events.map(({ mode }) => mode)).toEqual(["live", "live"]);
  });

  it.each(["2026-11-01", "2026-12-01"] as const)("says so in a body of version %s too", async (apiVersion) => {
    await addWebhook(deps, actor, { url: receiver.url, mode: "test", apiVersion, redact: ["notes"] });
    const { id } = await emitSandboxEvent(deps, actor, EVENT);
    await dispatchEvents(deps, [id]);
    expect(bodies()).toMatchObject([{ id, apiVersion, test: true }]);
  });

  it("sends a test to a webhook of either mode, marked as a test of that mode", async () => {
    const { live, test } = await addBoth(["appointment.created"]);
    for (const { id, mode } of [live, test]) {
      const { ok, delivery } = await testWebhook(deps, actor, { id });
      expect(ok).toBe(true);
      expect(delivery).toMatchObject({ test: true, mode });
      expect(await getEvent(deps, actor, { id: delivery.eventId })).toMatchObject({ test: true, mode });
    }
    expect((await listed("test")).deliveries).toHaveLength(1);
    expect((await listed("live")).deliveries).toHaveLength(1);
  });
});

describe("external ids", () => {
  it("are accepted once per tenant and mode, and answered, listed and found as they were sent", async () => {
    const live = await accept("live", { externalId: "bk_1" });
    const sandbox = await accept("test", { externalId: "bk_1" });
    expect(sandbox).toEqual({ id: expect.any(String), externalId: "bk_1", event: EVENT.event, duplicate: false });
    expect(sandbox.id).not.toBe(live.id);
    for (const { id, mode } of [
      { id: live.id, mode: "live" as const },
      { id: sandbox.id, mode: "test" as const },
    ]) {
      expect(await accept(mode, { externalId: "bk_1" })).toMatchObject({ id, externalId: "bk_1", duplicate: true });
      expect((await listEvents(deps, actor, { limit: 10, q: "bk_1", mode })).data).toMatchObject([
        { id, externalId: "bk_1", mode },
      ]);
    }
    const other = accept("test", { externalId: "bk_1", event: "appointment.canceled" });
    await expect(other).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining('"bk_1"') });
  });
});

describe("emitSandboxEvent", () => {
  it("names the wrong field, and stores nothing", async () => {
    const wrong = emitSandboxEvent(deps, actor, { ...EVENT, data: { appointmentId: "abc123", startTime: "noon" } });
    await expect(wrong).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "data.startTime", reason: "field_instant" }],
    });
    const moded = emitSandboxEvent(deps, actor, { ...EVENT, data: { ...EVENT.data, $mode: "test" } });
    await expect(moded).rejects.toMatchObject({ code: "invalid", errors: [{ path: "data.$mode" }] });
    const large = emitSandboxEvent(deps, actor, { ...EVENT, data: { ...EVENT.data, notes: "x".repeat(262_144) } });
    await expect(large).rejects.toMatchObject({ code: "too_large" });
    expect((await listed("test")).events).toEqual([]);
  });
});

describe("a webhook that fails and then asks to be turned off", () => {
  it.each([
    { mode: "live", told: ["delivery.failed", "webhook.disabled", "webhook.failing"], emails: 1 },
    { mode: "test", told: [], emails: 0 },
  ] as const)("of mode $mode is paused and turned off, and $emails email is due", async ({ mode, told, emails }) => {
    const { id, url } = await addWebhook(deps, actor, { url: `${receiver.url}/${mode}`, mode });
    await addWebhook(deps, actor, { url: `${receiver.url}/told`, events: ["webhook.failing", "delivery.failed"] });
    receiver.answer = () => ({ status: 500 });
    const events = await Promise.all(Array.from({ length: 5 }, () => accept(mode)));
    await dispatchEvents(deps, eventIds(events));
    const stateOf = () => deps.db.webhookSubscription.findUniqueOrThrow({ where: { id } });
    expect(await stateOf()).toMatchObject({ active: true, probes: 0, consecutiveFailures: 5 });

    receiver.answer = () => ({ status: 410 });
    await updateWebhook(deps, actor, { id, changes: { url: `${url}/moved` } });
    await dispatchEvents(deps, eventIds([await accept(mode)]));
    expect(await stateOf()).toMatchObject({ active: false, disabledReason: "gone" });

    const made = [...(await listed("live")).events, ...(await listed("test")).events].map(({ event }) => event);
    expect(made.filter((event) => event !== EVENT.event).sort()).toEqual(told);
    expect(await deps.db.emailOutbox.count({ where: { tenantId: actor.tenantId } })).toBe(emails);
  });
});

describe("events sent straight to Inngest", () => {
  it("may be sandbox events, and another $mode is rejected with its reason", async () => {
    const send = (externalId: string, data: object) => {
      const event = { id: externalId, name: EVENT.event, data: { tenantId: actor.tenantId, ...EVENT.data, ...data } };
      return acceptInngestEvent(deps, { ...readInngestEvent(event, { now: new Date() }), externalId });
    };
    const accepted = await send("bk_1", { $mode: "test" });
    expect(accepted).toEqual({ status: "accepted", eventId: expect.any(String) });
    expect(await send("bk_1", { $mode: "test" })).toEqual(accepted);
    expect(await send("bk_2", { $mode: "demo" })).toMatchObject({
      status: "rejected",
      reason: expect.stringContaining("$mode"),
    });
    expect((await listed("test")).events).toMatchObject([{ externalId: "bk_1", status: "accepted" }]);
    expect((await listed("live")).events).toMatchObject([{ externalId: "bk_2", status: "rejected" }]);
  });
});

describe("recover with includeMissing", () => {
  it.each(["live", "test"] as const)("finds events of the webhook's mode only: %s", async (mode) => {
    const other = mode === "live" ? "test" : "live";
    for (const one of [mode, other, other] as const) await dispatchEvents(deps, [(await accept(one)).id]);
    const { id } = await addWebhook(deps, actor, { url: receiver.url, events: ["appointment.changed"], mode });
    const asked = { id, since: "2020-01-01T00:00:00.000Z", status: [], includeMissing: true };
    expect(await previewRecovery(deps, actor, asked)).toEqual({ count: 1 });
    const { id: recoveryId } = await startRecovery(deps, actor, asked);
    const sent = [];
    for (let isMore = true; isMore; ) {
      const continued = await continueRecovery(deps, { recoveryId });
      sent.push(...continued.sent);
      isMore = continued.next !== null;
    }
    expect(sent).toHaveLength(1);
    const delivery = await getDelivery(deps, actor, { id: sent[0]?.deliveryId ?? "" });
    expect(delivery).toMatchObject({ event: "appointment.changed", mode });
    expect(JSON.parse(delivery.body ?? "").test).toBe(mode === "test" ? true : undefined);
  });
});

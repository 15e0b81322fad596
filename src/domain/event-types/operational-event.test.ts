import { describe, expect, it } from "vitest";
import { isOperationalEvent, operationalEvent } from "#domain/event-types/operational-event.ts";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";

const now = new Date("2026-03-16T22:00:00.123Z");
const common = {
  tenantId: "salon-1",
  webhook: { id: "wh_1", url: "https://till.example.com/hook?key=hush", description: "Till" },
  now,
  baseUrl: "https://hooks.example.com",
};
const lastError = { code: "http_status", message: "The receiver answered 500. Any 2xx counts as delivered." };
const failing = {
  ...common,
  event: "webhook.failing" as const,
  percent: 50 as const,
  isPaused: true,
  consecutiveFailures: 12,
  failingSince: new Date("2026-03-14T10:00:00Z"),
  disablesAt: new Date("2026-03-19T10:00:00Z"),
  lastError,
  eventType: "appointment.created",
};
const recovered = { ...common, event: "webhook.recovered" as const, failingSince: failing.failingSince };
const disabled = {
  ...common,
  event: "webhook.disabled" as const,
  reason: "failing" as const,
  lastError,
  eventType: "appointment.created",
};
const deliveryFailed = {
  ...common,
  event: "delivery.failed" as const,
  deliveryId: "dlv_1",
  eventId: "evt_1",
  eventType: "payment.failed",
  attemptCount: 6,
  lastError,
};
const parse = (body: string) => JSON.parse(body);

describe("operationalEvent", () => {
  it.each([failing, recovered, disabled, deliveryFailed])("$event has data as its type describes it", (input) => {
    const { id, event, body } = operationalEvent(input);
    expect(event).toBe(input.event);
    expect(isOperationalEvent(event)).toBe(true);
    const { data, ...top } = parse(body);
    expect(validateEventData(event, data)).toEqual({ ok: true, data });
    expect(top).toEqual({
      id,
      event,
      apiVersion: "2026-12-01",
      tenantId: "salon-1",
      timestamp: now.toISOString(),
      webhookId: "wh_1",
    });
    expect(data).toMatchObject({ webhookId: "wh_1", url: "https://till.example.com/hoo…", description: "Till" });
    expect(body).not.toContain("hush");
  });

  it("names its webhook, and links to its subject", () => {
    for (const input of [failing, recovered, disabled, deliveryFailed])
      expect(operationalEvent(input)).toMatchObject({ tenantId: "salon-1", resourceId: "wh_1", occurredAt: now });
    expect(parse(operationalEvent(failing).body).data.link).toBe("https://hooks.example.com/webhooks/wh_1");
    expect(parse(operationalEvent(deliveryFailed).body).data.link).toBe("https://hooks.example.com/deliveries/dlv_1");
  });

  it("says in plain words what happened, and when the webhook is turned off", () => {
    expect(parse(operationalEvent(failing).body).data.message).toBe(
      "“Till” has failed 12 times in a row since 14 March 2026 at 10:00 UTC. It is paused: one delivery is tried now and then, the others wait and are sent when it answers again. If it goes on failing, it is turned off on 19 March 2026 at 10:00 UTC.",
    );
    expect(parse(operationalEvent({ ...failing, isPaused: false }).body).data.message).not.toContain("paused");
    expect(parse(operationalEvent({ ...disabled, reason: "gone" }).body).data.message).toContain("410");
    expect(parse(operationalEvent({ ...deliveryFailed, attemptCount: 1 }).body).data.message).toContain("1 attempt.");
  });

  it("names a webhook without description by the beginning of its address", () => {
    const webhook = { ...common.webhook, description: " " };
    const { message } = parse(operationalEvent({ ...disabled, webhook }).body).data;
    expect(message).toContain("https://till.example.com/hoo… was turned off");
    expect(message).not.toContain("hush");
  });

  it.each([
    [failing, true],
    [{ ...failing, percent: 90 as const }, true],
    [{ ...failing, percent: 0 as const }, false],
    [recovered, false],
    [disabled, true],
    [deliveryFailed, false],
  ])("emails go out only for disable warnings and for the disabling itself (%#)", (input, isEmailed) =>
    expect(operationalEvent(input).isEmailed).toBe(isEmailed),
  );

  it("has a body that PostgreSQL can keep as text, whatever the description holds", () => {
    const { body } = operationalEvent({ ...failing, webhook: { ...common.webhook, description: "a\0b\ud800" } });
    expect(body).not.toContain("\0");
    expect(body.isWellFormed()).toBe(true);
  });
});

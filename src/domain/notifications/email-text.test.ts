import { describe, expect, it } from "vitest";
import { operationalEvent } from "#domain/event-types/operational-event.ts";
import { emailedData, writeEmail } from "#domain/notifications/email-text.ts";

const about = (webhook: { url?: string; description?: string }) => ({
  tenantId: "salon-1",
  webhook: { id: "wh_1", url: "https://till.example.com/hook?key=hush", description: "Till", ...webhook },
  now: new Date("2026-03-16T22:00:00Z"),
  baseUrl: "https://hooks.example.com",
  lastError: { code: "timeout", message: "till.example.com did not answer in time." },
  eventType: "appointment.created",
});

const failing = (webhook: { url?: string; description?: string } = {}) =>
  operationalEvent({
    ...about(webhook),
    event: "webhook.failing",
    percent: 70,
    isPaused: true,
    consecutiveFailures: 40,
    failingSince: new Date("2026-03-14T10:00:00Z"),
    disablesAt: new Date("2026-03-19T10:00:00Z"),
  });
const disabled = () => operationalEvent({ ...about({}), event: "webhook.disabled", reason: "failing" });

const write = ({ event, body }: { event: string; body: string }, tenantName = "Salon One") =>
  writeEmail({ event, data: emailedData.parse(JSON.parse(body).data), tenantName, brandName: "Bellhop" });

describe("writeEmail", () => {
  it("says which webhook, the event type, the last error, what happens next and when, and links to it", () => {
    const { subject, text, html } = write(failing());
    expect(subject).toBe("Webhook “Till” keeps failing");
    for (const version of [text, html]) {
      expect(version).toContain("Till, https://till.example.com/hoo…");
      expect(version).toContain("appointment.created");
      expect(version).toContain("till.example.com did not answer in time.");
      expect(version).toContain("it is turned off on 19 March 2026 at 10:00 UTC");
      expect(version).toContain("https://hooks.example.com/webhooks/wh_1");
      expect(version).toContain("Salon One");
    }
  });

  it("says after the disabling that nothing is sent any more, and how to enable the webhook", () => {
    const { subject, text } = write(disabled());
    expect(subject).toBe("Webhook “Till” was turned off");
    expect(text).toContain("Nothing is sent to it until you turn it on again");
    expect(text).toContain("recovered");
  });

  it("shows the beginning of the URL only, because a URL may be a password", () => {
    for (const description of ["Till", ""])
      expect(Object.values(write(failing({ description }))).join()).not.toMatch(/\/hook\b|hush/);
  });

  it("shortens also the full URL that older events hold", () => {
    const data = { ...emailedData.parse(JSON.parse(failing().body).data), url: about({}).webhook.url };
    const { text } = writeEmail({ event: "webhook.failing", data, tenantName: "Salon One", brandName: "Bellhop" });
    expect(text).toContain("Till, https://till.example.com/hoo…");
    expect(text).not.toContain("hush");
  });

  it("names a webhook without description by its address", () =>
    expect(write(failing({ description: "" })).subject).toBe("Webhook “till.example.com/hoo…” keeps failing"));

  it("lets no description or name start a new line or header", () => {
    const evil = "Till\r\nBcc: all@example.com\u2028\u202Eevil\0";
    const { subject, text } = write(failing({ description: evil }), evil);
    expect(subject).toBe("Webhook “Till Bcc: all@example.com evil” keeps failing");
    expect(text.split("\n").filter((line) => line.startsWith("Bcc"))).toEqual([]);
    expect(write(failing({ description: "x".repeat(5_000) })).subject.length).toBeLessThan(100);
  });

  it("lets no description or URL become HTML", () => {
    const { html } = write(failing({ description: `<img src=x onerror="x">`, url: "https://a.example/'\"<b>" }), "<i>");
    expect(html).not.toMatch(/<img|<i>|<b>(?!\w+( \w+)?:)/);
    expect(html).toContain("&lt;img src=x onerror=&quot;x&quot;&gt;");
  });

  it("leaves an unknown error out", () => {
    const { text } = write(
      operationalEvent({
        ...about({}),
        event: "webhook.disabled",
        reason: "receiver_request",
        lastError: null,
        eventType: null,
      }),
    );
    expect(text).not.toContain("Last error");
    expect(text).not.toContain("Event type");
  });
});

import { describe, expect, it } from "vitest";
import { HEADER_VALUE_MASK, type WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { fallbacks } from "#domain/subscriptions/webhook-fields.schema.ts";
import { translatorOf } from "#features/texts/translator-of.ts";
import { draftOf, emptyDraft, firstProblem, toChanges, toCreateInput } from "#features/webhooks/form/webhook-draft.ts";

const webhook: WebhookView = {
  ...fallbacks,
  id: "wh_1",
  url: "https://hooks.example.com/a",
  events: ["payment.failed"],
  description: "Books",
  headers: { "x-key": HEADER_VALUE_MASK, "x-old": HEADER_VALUE_MASK },
  active: true,
  health: "healthy",
  disabledReason: null,
  mode: "live",
  secretHint: "whsec_…ab12",
  previousSecretExpiresAt: null,
  rateLimitPerSecond: 5,
  redact: ["customer.phone", "notes"],
  apiVersion: "2026-11-01",
  createdAt: "2026-03-14T10:00:00.000Z",
  updatedAt: "2026-03-14T10:00:00.000Z",
};

const t = translatorOf("webhooks.form");

describe("webhook draft", () => {
  it("without edits changes nothing", () => {
    expect(toChanges(draftOf(webhook), webhook)).toEqual({
      ...fallbacks,
      url: webhook.url,
      events: webhook.events,
      description: "Books",
      apiVersion: "2026-11-01",
      headers: webhook.headers,
      rateLimitPerSecond: 5,
      redact: ["customer.phone", "notes"],
    });
  });

  it("accepts redacted fields with any separator", () => {
    const redact = " customer.phone, notes\n\ncustomer.email ";
    expect(toCreateInput({ ...draftOf(webhook), redact }).redact).toEqual([
      "customer.phone",
      "notes",
      "customer.email",
    ]);
    expect(toChanges({ ...draftOf(webhook), redact: " " }, webhook).redact).toEqual([]);
  });

  it("removes the headers whose rows were removed", () => {
    const draft = draftOf(webhook);
    const changes = toChanges({ ...draft, headers: draft.headers.filter(({ name }) => name !== "x-old") }, webhook);
    expect(changes.headers).toEqual({ "x-key": HEADER_VALUE_MASK, "x-old": null });
  });

  it.each(["0", "1001", "2.5", "-1", "fast", "1e9"])("refuses the speed limit %s", (rateLimitPerSecond) => {
    expect(firstProblem({ ...draftOf(webhook), rateLimitPerSecond }, t)).toEqual({
      field: "rateLimitPerSecond",
      message: expect.stringMatching(/whole number from 1 to 1,000/),
    });
  });

  it.each(["", " ", "1", " 25 ", "1000"])("takes the speed limit '%s'", (rateLimitPerSecond) => {
    expect(firstProblem({ ...draftOf(webhook), rateLimitPerSecond }, t)).toBeUndefined();
  });

  it("names missing and wrong fields from the top of the form", () => {
    const draft = draftOf(webhook);
    expect(firstProblem({ ...draft, url: " ", events: [] }, t)?.field).toBe("url");
    expect(firstProblem({ ...draft, events: [], rateLimitPerSecond: "0" }, t)?.field).toBe("events");
  });

  it("leaves out rows without a name, and has no limit when none is given", () => {
    const draft = {
      ...emptyDraft(" https://a.example.com ", fallbacks),
      headers: [{ key: "1", name: " ", value: "v" }],
    };
    expect(toCreateInput(draft)).toMatchObject({
      url: "https://a.example.com",
      headers: {},
      rateLimitPerSecond: null,
    });
  });
});

import { describe, expect, it } from "vitest";
import { HEADER_VALUE_MASK, type WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { fallbacks } from "#domain/subscriptions/webhook-fields.schema.ts";
import { translatorOf } from "#features/texts/translator-of.ts";
import { draftChanges } from "#features/webhooks/form/draft-changes.tsx";
import { draftOf, isSameDraft, type WebhookDraft } from "#features/webhooks/form/webhook-draft.ts";

const webhook: WebhookView = {
  ...fallbacks,
  id: "wh_1",
  url: "https://hooks.example.com/a",
  events: ["payment.failed", "appointment.created"],
  description: "Books",
  headers: { "x-key": HEADER_VALUE_MASK, "x-old": HEADER_VALUE_MASK },
  active: true,
  health: "healthy",
  disabledReason: null,
  mode: "live",
  secretHint: "whsec_…ab12",
  previousSecretExpiresAt: null,
  createdAt: "2026-03-14T10:00:00.000Z",
  updatedAt: "2026-03-14T10:00:00.000Z",
};

const context = { t: translatorOf("webhooks.form"), waiting: 3, eventLabel: (name: string) => `<${name}>` };
const changesOf = (part: Partial<WebhookDraft>) => draftChanges({ ...draftOf(webhook), ...part }, webhook, context);

describe("draftChanges", () => {
  it("is empty for a draft without edits, and for one that only reads differently", () => {
    expect(changesOf({})).toEqual([]);
    expect(changesOf({ url: ` ${webhook.url} `, redact: "\n", rateLimitPerSecond: " " })).toEqual([]);
  });

  it("shows old and new, and what a new URL means for what waits", () => {
    expect(changesOf({ url: "https://new.example.com/b" })).toEqual([
      {
        key: "url",
        label: "Endpoint URL",
        before: webhook.url,
        after: "https://new.example.com/b",
        meaning: "Health starts fresh. 3 waiting deliveries go to the new URL.",
      },
    ]);
  });

  it("names removed and added events apart", () => {
    const changes = changesOf({ events: ["payment.failed", "payment.completed", "payment.refunded"] });
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      ["<appointment.created>", null],
      [null, "<payment.completed>, <payment.refunded>"],
    ]);
    expect(changes[0]?.meaning).toMatch(/^No longer sent/);
  });

  it("shows plain fields as the settings do", () => {
    expect(changesOf({ rateLimitPerSecond: "5", description: "" })).toMatchObject([
      { key: "description", label: "Name", before: "Books", after: "empty" },
      { key: "rateLimitPerSecond", label: "Rate limit", before: "No limit", after: "5 requests per second" },
    ]);
  });

  it("says of headers what happens to them, and never a value", () => {
    const headers = [
      { key: "1", name: "x-key", value: "hush" },
      { key: "2", name: "x-new", value: "hush too" },
    ];
    const changes = changesOf({ headers });
    expect(changes.map(({ key, before, after }) => [key, before ?? after])).toEqual([
      ["header-x-key", "new value"],
      ["header-x-old", "removed"],
      ["header-x-new", "added"],
    ]);
    expect(JSON.stringify(changes)).not.toContain("hush");
  });
});

it("a draft is the same in whatever order its events were ticked, and with an empty header row", () => {
  const draft = draftOf(webhook);
  expect(isSameDraft({ ...draft, events: draft.events.toReversed() }, draft)).toBe(true);
  expect(isSameDraft({ ...draft, headers: [...draft.headers, { key: "3", name: "", value: "" }] }, draft)).toBe(true);
  expect(isSameDraft({ ...draft, url: "https://a.example.com" }, draft)).toBe(false);
});

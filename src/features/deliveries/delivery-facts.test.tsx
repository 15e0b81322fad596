import { expect, it } from "vitest";
import type { DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import { DeliveryFacts } from "#features/deliveries/delivery-facts.tsx";
import { renderPage } from "#tests/render-page.tsx";

const delivery: DeliveryDetailView = {
  id: "dlv_1",
  webhookId: "wh_1",
  eventId: "evt_1",
  event: "appointment.created",
  status: "delivered",
  reason: null,
  test: false,
  mode: "live",
  externalId: null,
  resourceId: "apt_1",
  attemptCount: 1,
  lastHttpStatus: 200,
  lastErrorCode: null,
  lastDurationMs: 12,
  nextAttemptAt: null,
  waitsFor: null,
  lastAttemptAt: "2026-11-01T10:00:00.000Z",
  deliveredAt: "2026-11-01T10:00:00.000Z",
  createdAt: "2026-11-01T10:00:00.000Z",
  body: '{"data":{"customer":{"name":"Ada Lovelace"}}}',
  bodyUnreadable: false,
  erasedAt: null,
  attempts: [],
  attemptsOmitted: 0,
  resendsLeft: 0,
};

const storyLinkOf = (changes: Partial<DeliveryDetailView>) =>
  renderPage(<DeliveryFacts delivery={{ ...delivery, ...changes }} webhook={undefined} />).match(
    /<a[^>]*href="\/events\/about\/apt_1"[^>]*>([^<]*)</,
  )?.[1];

it("the link to the story reads as the customer's name, or as the id where the body is gone or hides the name", () => {
  expect(storyLinkOf({})).toBe("Ada Lovelace");
  expect(storyLinkOf({ body: null })).toBe("apt_1");
  expect(storyLinkOf({ body: '{"data":{"customer":{}}}' })).toBe("apt_1");
});

import { expect, it } from "vitest";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { DeliveryRow } from "#features/deliveries/delivery-row.tsx";
import { renderPage } from "#tests/render-page.tsx";

const delivery: DeliveryView = {
  id: "dlv_1",
  webhookId: "wh_1",
  eventId: "evt_1",
  event: "appointment.created",
  status: "retrying",
  reason: null,
  test: false,
  mode: "live",
  attemptCount: 3,
  createdAt: "2026-03-14T10:00:00.000Z",
  nextAttemptAt: "2026-03-14T10:09:00.000Z",
  waitsFor: null,
  lastAttemptAt: "2026-03-14T10:01:00.000Z",
  deliveredAt: null,
};

const rowText = (changes: Partial<DeliveryView>, isPaused = false) =>
  renderPage(<DeliveryRow delivery={{ ...delivery, ...changes }} isPaused={isPaused} />).replace(/<[^>]*>/g, "");

it.each([
  ["is due and may wait its turn", {}, false, "next try when its turn comes"],
  ["is due at a paused webhook", {}, true, "next try when the receiver answers"],
  ["is being sent", { nextAttemptAt: null }, true, "being sent now"],
  ["waits for an earlier event", { nextAttemptAt: null, waitsFor: "dlv_0" }, false, "after an earlier event"],
  ["has ended", { status: "delivered", nextAttemptAt: null }, false, "3 attempts"],
] as const)("says what comes next for one that %s", (_, changes, isPaused, words) => {
  expect(rowText(changes, isPaused)).toMatch(new RegExp(`${words}$`));
});

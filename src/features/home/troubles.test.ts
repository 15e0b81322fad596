import { expect, it } from "vitest";
import type { DashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { listTroubles } from "#features/home/troubles.ts";
import type { ListedWebhook } from "#features/webhooks/listed-webhook.ts";

const listed = (name: string, changes: Partial<DashboardWebhook>, waiting = 0): ListedWebhook => ({
  name,
  last: null,
  // The rest of both objects is for rows, not for the choice of troubles.
  webhook: {
    id: name,
    health: "healthy",
    disabledReason: null,
    previousSecretExpiresAt: null,
    ...changes,
  } as DashboardWebhook,
  day: { totals: { waiting, deliveries: { failed: 0 } } } as ListedWebhook["day"],
});

const missed = (webhookId: string) => ({
  webhookId,
  count: 3,
  isMore: false,
  since: "2026-03-14T10:00:00.000Z",
  lastId: "dlv_1",
});

const until = "2026-03-15T10:00:00.000Z";
const rows = [
  listed("Fine", {}),
  listed("Off by a person", { health: "disabled", disabledReason: "by_user" }),
  listed("Rotated", { previousSecretExpiresAt: until }),
  listed("Missed", {}),
  listed("Failing", { health: "failing" }, 2),
  listed("Paused", { health: "paused" }, 40),
  listed("Gone", { health: "disabled", disabledReason: "gone" }),
];

it("what needs a person is listed by urgency, and each stopped webhook once", () => {
  const troubles = listTroubles(rows, [missed("Missed"), missed("Paused"), missed("deleted since")]);
  expect(troubles.map(({ listed, ...trouble }) => ({ name: listed.name, ...trouble }))).toEqual([
    { name: "Paused", kind: "paused", waiting: 40 },
    { name: "Gone", kind: "turnedOff", reason: "gone" },
    { name: "Failing", kind: "failing", waiting: 2 },
    { name: "Missed", kind: "undelivered", missed: missed("Missed") },
    { name: "Rotated", kind: "secret", until },
  ]);
});

it("nothing is listed while all is well", () => {
  expect(listTroubles(rows.slice(0, 2), [])).toEqual([]);
});

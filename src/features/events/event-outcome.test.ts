import { describe, expect, it } from "vitest";
import type { EventView } from "#domain/events/event.schema.ts";
import { eventOutcome } from "#features/events/event-outcome.ts";

type Status = EventView["deliveries"][number]["status"];

const event = (statuses: Status[], rest: Partial<EventView> = {}): EventView => ({
  id: "evt_1",
  externalId: null,
  event: "payment.failed",
  status: "accepted",
  reason: null,
  test: false,
  mode: "live",
  resourceId: null,
  dueAt: null,
  sourceEventId: null,
  timestamp: "2026-03-14T10:00:00.000Z",
  createdAt: "2026-03-14T10:00:00.000Z",
  erasedAt: null,
  deliveries: statuses.map((status, index) => ({ webhookId: `wh_${index}`, deliveryId: `dlv_${index}`, status })),
  skipped: [],
  ...rest,
});

describe("eventOutcome", () => {
  it.each<[Status[], string]>([
    [["delivered", "failed"], "Failed at 1 webhook"],
    [["delivered", "retrying", "pending", "retrying"], "Retrying at 2 webhooks"],
    [["delivered", "pending", "pending"], "On its way to 2 webhooks"],
    [["delivered"], "Told 1 webhook"],
    [["canceled"], "No webhook told"],
    [[], "No webhook told"],
  ])("sums up %j", (statuses, label) => {
    expect(eventOutcome(event(statuses)).label).toBe(label);
  });

  it("calls an event that is not dispatched yet being sent", () => {
    const fresh = event([], { skipped: [{ webhookId: "wh_1", reason: "not_dispatched" }] });
    expect(eventOutcome(fresh).kind).toBe("waiting");
  });

  it("puts a rejection first", () => {
    expect(eventOutcome(event(["delivered"], { status: "rejected" })).kind).toBe("rejected");
  });
});

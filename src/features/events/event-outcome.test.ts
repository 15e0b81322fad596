import { describe, expect, it } from "vitest";
import type { EventView } from "#domain/events/event.schema.ts";
import { eventOutcome } from "#features/events/event-outcome.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

type Status = EventView["deliveries"][number]["status"];

const event = (statuses: Status[], rest: Partial<EventView> = {}) => ({
  status: "accepted" as const,
  deliveries: statuses.map((status, index) => ({ webhookId: `wh_${index}`, deliveryId: `dlv_${index}`, status })),
  skipped: [],
  ...rest,
});

const outcome = (of: ReturnType<typeof event>, paused: number[] = [], locale: "en" | "de" = "en") =>
  eventOutcome(of, {
    t: translatorOf("events.outcome", locale),
    isPaused: (id) => paused.includes(Number(id.slice(3))),
  });

describe("eventOutcome", () => {
  it.each<[Status[], number[], string, string]>([
    [["delivered"], [], "delivered", "Delivered to 1 webhook"],
    [["delivered", "delivered"], [], "delivered", "Delivered to 2 webhooks"],
    [["delivered", "failed"], [], "failed", "1 of 2 delivered, 1 failed"],
    [["failed"], [], "failed", "Failed for 1 webhook"],
    [["retrying", "retrying"], [], "retrying", "Retrying 2 webhooks"],
    [["delivered", "retrying", "pending", "retrying"], [], "retrying", "1 of 4 delivered, 2 retrying, 1 waiting"],
    [["delivered", "retrying", "pending"], [1, 2], "waiting", "1 of 3 delivered, 2 waiting (paused)"],
    [["delivered", "pending", "pending"], [2], "waiting", "1 of 3 delivered, 2 waiting (1 paused)"],
    [["pending"], [0], "waiting", "Waiting for 1 webhook (paused)"],
    [["canceled"], [], "canceled", "Canceled for 1 webhook"],
    [[], [], "nobody", "No subscribers"],
  ])("sums up %j with %j paused", (statuses, paused, kind, label) => {
    expect(outcome(event(statuses), paused)).toEqual({ kind, label });
  });

  it("says how many of eleven have it, in both languages", () => {
    const eleven = event([...new Array<Status>(3).fill("delivered"), ...new Array<Status>(8).fill("pending")]);
    const paused = Array.from({ length: 8 }, (_, index) => index + 3);
    expect(outcome(eleven, paused).label).toBe("3 of 11 delivered, 8 waiting (paused)");
    expect(outcome(eleven, paused, "de").label).toBe("3 von 11 zugestellt, 8 wartend (pausiert)");
  });

  it("calls an event that is not dispatched yet being sent", () => {
    const fresh = event([], { skipped: [{ webhookId: "wh_1", reason: "not_dispatched" }] });
    expect(outcome(fresh).label).toBe("Being sent");
  });

  it("puts a rejection first", () => {
    expect(outcome(event(["delivered"], { status: "rejected" })).kind).toBe("rejected");
  });
});

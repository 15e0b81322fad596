import { describe, expect, it } from "vitest";
import { byFamily, eventLabel, eventsSummary } from "#features/labels/event-label.ts";

describe("event labels", () => {
  it("read as words", () => {
    expect(eventLabel("appointment.created")).toBe("Appointment created");
    expect(eventLabel("appointment.no_show")).toBe("Appointment no-show");
    expect(eventLabel("*")).toBe("All events");
    expect(eventLabel("waitlist.*")).toBe("All about waiting list");
  });

  it("group types by family and keep their order", () => {
    const types = ["appointment.created", "payment.failed", "appointment.canceled"].map((type) => ({ type }));
    expect(byFamily(types).map(({ family, types }) => [family, types.map(({ type }) => type)])).toEqual([
      ["appointment", ["appointment.created", "appointment.canceled"]],
      ["payment", ["payment.failed"]],
    ]);
  });

  it("group all types about webhooks together", () => {
    const types = ["webhook.failing", "delivery.failed"].map((type) => ({ type }));
    expect(byFamily(types)).toEqual([{ family: "webhook", types }]);
    expect(eventsSummary(["payment.failed", "webhook.failing", "delivery.failed"])).toBe(
      "3 events: Payments, Your webhooks",
    );
  });

  it.each([
    [[], "No events"],
    [["payment.failed"], "Payment failed"],
    [["appointment.created", "appointment.canceled", "payment.failed"], "3 events: Appointments, Payments"],
    [["*"], "All events"],
    [["appointment.*", "payment.failed"], "All about appointments, Payment failed"],
    [["*", "appointment.*", "webhook.failing", "delivery.failed"], "All events, 2 events: Your webhooks"],
  ])("sums up %j", (events, words) => {
    expect(eventsSummary(events)).toBe(words);
  });
});

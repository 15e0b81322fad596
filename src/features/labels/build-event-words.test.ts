import { describe, expect, it } from "vitest";
import { buildEventWords } from "#features/labels/build-event-words.ts";
import { byFamily } from "#features/labels/event-family.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const types = { "appointment.created": { title: "Termin gebucht", description: "Ein Kunde bucht." } };
const english = buildEventWords(translatorOf("labels"), "en");
const german = buildEventWords(translatorOf("labels", "de"), "de", types);

describe("event words", () => {
  it("name types by the catalogue, and spell those that it does not know", () => {
    expect(german.label("appointment.created")).toBe("Termin gebucht");
    expect(german.description("appointment.created")).toBe("Ein Kunde bucht.");
    expect(english.label("appointment.no_show")).toBe("Appointment no-show");
    expect(english.label("*")).toBe("All events");
    expect([german.family("waitlist"), german.family("webhook"), german.family("room")]).toEqual([
      "Warteliste",
      "Ihre Webhooks",
      "Room",
    ]);
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
  });

  it.each([
    [[], "No events"],
    [["payment.failed"], "Payment failed"],
    [["appointment.created", "appointment.canceled", "payment.failed"], "3 events: Appointments, Payments"],
    [["*"], "All events"],
    [["appointment.*", "payment.failed"], "Everything about Appointments, Payment failed"],
    [["*", "appointment.*", "webhook.failing", "delivery.failed"], "All events, 2 events: Your webhooks"],
  ])("sum up %j", (events, words) => {
    expect(english.summary(events)).toBe(words);
  });
});

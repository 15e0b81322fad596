import { expect, it } from "vitest";
import type { StoryFacts } from "#domain/events/story.schema.ts";
import { storySentence } from "#features/events/story-sentence.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const none: StoryFacts = { startTime: null, timezone: null, amount: null, currency: null, actor: null };
const friday = { ...none, startTime: "2026-03-13T13:00:00Z", timezone: "Europe/Berlin" };

const say = (event: string, facts: Partial<StoryFacts> = {}, locale: "en" | "de" = "en") =>
  storySentence(
    { event, facts: { ...none, ...facts } },
    { t: translatorOf("events.story.said", locale), labelOf: (name) => `label of ${name}`, locale, timeZone: "UTC" },
  ).replaceAll("\u00a0", " ");

it.each([
  ["appointment.created", friday, "Booked for Fri, Mar 13, 14:00"],
  ["appointment.created", none, "Booked"],
  ["appointment.rescheduled", { ...friday, timezone: null }, "Moved to Fri, Mar 13, 13:00"],
  ["appointment.no_show", friday, "Did not show up"],
  ["payment.completed", { amount: 4500, currency: "EUR" }, "Paid €45.00"],
  ["payment.completed", { amount: 4500, currency: "JPY" }, "Paid ¥4,500"],
  ["payment.refunded", { amount: 4500, currency: null }, "Refunded"],
  ["appointment.created", { startTime: "soon" }, "Booked"],
  ["staff.updated", none, "label of staff.updated"],
])("tells %s with %j", (event, facts, sentence) => {
  expect(say(event, facts)).toBe(sentence);
});

it("speaks German", () => {
  expect(say("appointment.rescheduled", friday, "de")).toBe("Verschoben auf Fr., 13. März, 14:00");
  expect(say("payment.completed", { amount: 4500, currency: "EUR" }, "de")).toBe("45,00 € bezahlt");
});

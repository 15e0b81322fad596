import { expect, it } from "vitest";
import { triggerText } from "#features/deliveries/trigger-text.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const t = translatorOf("deliveries.trigger");

it.each([
  ["automatic", null, "Automatic"],
  ["test", "usr_1", "Test"],
  ["manual", null, "Resent by a person"],
  ["manual", "usr_1", "Resent by you"],
  ["manual", "usr_2", "Resent by a colleague"],
  ["manual", "key_1", "Resent with an API key"],
  ["manual", "rec_1", "Resent by a recovery"],
  ["automatic", "rec_1", "Sent again by a recovery"],
] as const)("tells who asked for an attempt: %s, %s", (trigger, requestedBy, words) => {
  expect(triggerText({ trigger, requestedBy }, "usr_1", t)).toBe(words);
});

it("leaves people unnamed where the reader is unknown", () => {
  expect(triggerText({ trigger: "manual", requestedBy: "usr_1" }, undefined, t)).toBe("Resent by a person");
});

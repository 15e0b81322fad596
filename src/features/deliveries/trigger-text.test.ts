import { expect, it } from "vitest";
import { triggerText } from "#features/deliveries/trigger-text.ts";

it.each([
  ["automatic", null, "Automatic"],
  ["test", "usr_1", "Test"],
  ["manual", null, "Resent by hand"],
  ["manual", "usr_1", "Resent by you"],
  ["manual", "usr_2", "Resent by a colleague"],
  ["manual", "key_1", "Resent with an API key"],
  ["manual", "rec_1", "Resent by “Send missed again”"],
  ["automatic", "rec_1", "Sent again by “Send missed again”"],
] as const)("tells who asked for an attempt: %s, %s", (trigger, requestedBy, words) => {
  expect(triggerText({ trigger, requestedBy }, "usr_1")).toBe(words);
});

import { expect, it } from "vitest";
import { eventMessage } from "#features/events/event-message.ts";

it.each([
  ["webhook.failing", { data: { message: "“Calendar” has failed." } }, "“Calendar” has failed."],
  ["delivery.failed", { data: { message: "It has failed for good." } }, "It has failed for good."],
  ["webhook.failing", { data: { message: 7 } }, null],
  ["webhook.failing", { data: null }, null],
  ["webhook.failing", null, null],
  ["appointment.created", { data: { message: "See you soon" } }, null],
])("reads the words of %s from %j", (event, payload, words) => {
  expect(eventMessage({ event, payload })).toBe(words);
});

import { expect, it } from "vitest";
import { upcomingWhen } from "#features/labels/upcoming-when.ts";

const now = Date.parse("2026-03-14T10:00:00.000Z");
const later = "2026-03-14T10:09:00.000Z";
const due = "2026-03-14T09:00:00.000Z";

it.each([
  ["an attempt under way", null, false, ["being sent now"]],
  ["one to come", later, false, [{ at: later, as: "ago" }]],
  ["one that is due in a moment", "2026-03-14T10:00:04.000Z", false, ["now"]],
  ["one that is due", due, false, ["now"]],
  ["one that is due, but the webhook is paused", due, true, ["when the receiver answers"]],
] as const)("names no past moment for %s", (_, nextAttemptAt, isPaused, words) => {
  expect(upcomingWhen(nextAttemptAt, { now, isPaused })).toEqual(words);
});

it("a rate limit keeps the text from promising that all deliveries go now", () => {
  expect(upcomingWhen(due, { now, isPaused: false, isLimited: true })).toEqual(["when its turn comes"]);
});

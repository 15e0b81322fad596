import { expect, it } from "vitest";
import { afterGoodTest } from "#features/playground/after-good-test.ts";

const TESTED_AT = "2026-03-14T10:00:00.000Z";
const errorAt = (at: string) => ({ code: "http_status", message: "The receiver answered 500.", at });
const before = errorAt("2026-03-14T09:59:00.000Z");
const later = errorAt("2026-03-14T10:01:00.000Z");

it.each([
  ["healthy", 0, null, null],
  ["failing", 3, later, null],
  ["paused", 3, before, "try_now"],
  ["paused", 0, before, "next_goes"],
  ["paused", 3, later, "later_failed"],
  ["disabled", 0, null, "turn_on"],
  ["disabled", 0, later, "later_failed"],
] as const)(
  "knows what a good test leaves to do: %s, %d waiting, last error %o",
  (health, waiting, lastError, step) => {
    expect(afterGoodTest({ health, waiting, lastError }, TESTED_AT)).toBe(step);
  },
);

import { expect, it } from "vitest";
import { afterGoodTest } from "#features/playground/after-good-test.ts";

const TESTED_AT = "2026-03-14T10:00:00.000Z";
const errorAt = (at: string) => ({ code: "http_status", message: "The receiver answered 500.", at });
const before = errorAt("2026-03-14T09:59:00.000Z");
const later = errorAt("2026-03-14T10:01:00.000Z");

it.each([
  ["healthy", 0, null, null, null],
  ["failing", 3, later, null, null],
  ["paused", 3, before, "The receiver answers again. Press “Try now” to send what waits.", "try_now"],
  ["paused", 0, before, "The receiver answers again. The next event is sent to it.", null],
  ["paused", 3, later, "The receiver had it. What was sent later did not get through.", null],
  ["disabled", 0, null, "It works. Turn the webhook on to send for real.", null],
  ["disabled", 0, later, "The receiver had it. What was sent later did not get through.", null],
] as const)(
  "knows what a good test leaves to do: %s, %d waiting, last error %o",
  (health, waiting, lastError, text, step) => {
    expect(afterGoodTest({ health, waiting, lastError }, TESTED_AT)).toEqual(text && { text, step });
  },
);

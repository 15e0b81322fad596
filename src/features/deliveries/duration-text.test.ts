import { expect, it } from "vitest";
import { durationText } from "#features/deliveries/duration-text.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

it.each([
  [-5, "0 ms"],
  [0.42, "0.4 ms"],
  [9.96, "10 ms"],
  [840.4, "840 ms"],
  [999.7, "999 ms"],
  [1_240, "1.2 s"],
  [10_003, "10 s"],
  [59_990, "59.9 s"],
  [MINUTE + 51 * SECOND, "1 min 51 s"],
  [9 * MINUTE + 59.9 * SECOND, "10 min"],
  [46 * MINUTE + 20 * SECOND, "46 min"],
  [3 * HOUR + 50 * MINUTE, "3 h 50 min"],
  [24 * HOUR, "24 h"],
  [48 * HOUR, "2 days"],
  [50 * HOUR, "2 days 2 h"],
])("writes %d ms as %s", (ms, words) => {
  expect(durationText(ms, translatorOf("deliveries.duration"))).toBe(words);
});

it("writes German", () => {
  const t = translatorOf("deliveries.duration", "de");
  expect([durationText(1_240, t), durationText(50 * HOUR, t)]).toEqual(["1,2 s", "2 Tage 2 h"]);
});

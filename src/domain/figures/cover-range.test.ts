import { expect, it } from "vitest";
import { coverRange } from "#domain/figures/cover-range.ts";
import type { StatsStep } from "#domain/figures/stats.values.ts";

const NOW = new Date("2026-11-28T12:34:56.789Z");

it.each<[StatsStep, string, string, string[]]>([
  // The range up to now ends with the step in which now is: nothing has ended later.
  ["day", "25T10:20:30", "28T12:34:56.789", ["hour 25T10:00 26T00:00", "day 26T00:00 29T00:00"]],
  ["hour", "27T10:20:30", "28T12:34:56.789", ["minute 27T10:20 27T11:00", "hour 27T11:00 28T13:00"]],
  ["minute", "28T10:20:30", "28T12:34:56.789", ["minute 28T10:20 28T12:35"]],
  // Minutes are kept for 48 hours: an older range grows to whole hours.
  ["hour", "20T10:20:30", "20T12:40:00", ["hour 20T10:00 20T13:00"]],
  ["day", "20T10:20:30", "22T01:40:00", ["hour 20T10:00 21T00:00", "day 21T00:00 22T00:00", "hour 22T00:00 22T02:00"]],
  ["day", "28T10:20:00", "28T10:40:00", ["minute 28T10:20 28T10:40"]],
  [
    "day",
    "27T10:20:00",
    "28T10:40:10",
    ["minute 27T10:20 27T11:00", "hour 27T11:00 28T10:00", "minute 28T10:00 28T10:41"],
  ],
  ["day", "27T00:00:00", "28T00:00:00", ["day 27T00:00 28T00:00"]],
])("by %s from %s to %s", (step, since, until, expected) => {
  const at = (text: string) => new Date(`2026-11-${text}Z`);
  const short = (ms: number) => new Date(ms).toISOString().slice(8, 16);
  const segments = coverRange({ since: at(since), until: at(until), step, now: NOW });
  expect(segments.map(({ unit, from, to }) => `${unit} ${short(from)} ${short(to)}`)).toEqual(expected);
});

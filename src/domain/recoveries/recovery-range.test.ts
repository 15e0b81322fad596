import { expect, it } from "vitest";
import { toRecoveryRange } from "#domain/recoveries/recovery-range.ts";

const NOW = new Date("2026-11-29T08:00:00Z");
const rangeOf = (since: string, until?: string) => {
  const { since: from, until: to } = toRecoveryRange({ since, until, status: ["failed"], includeMissing: false }, NOW);
  return [from.toISOString(), to.toISOString()];
};

it("a range ends now at the latest", () => {
  const since = "2026-11-28T08:00:00+01:00";
  for (const until of [undefined, "2027-01-01T00:00:00Z"])
    expect(rangeOf(since, until)).toEqual(["2026-11-28T07:00:00.000Z", NOW.toISOString()]);
});

it("a range before 1970 is no mistake, and holds no instant after 1970", () => {
  expect(rangeOf("0094-12-23T04:48:09Z", "0287-02-04T22:02:57+16:39")).toEqual([
    "1970-01-01T00:00:00.000Z",
    "1970-01-01T00:00:00.001Z",
  ]);
  expect(rangeOf("1969-01-01T00:00:00Z", "2026-11-01T00:00:00Z")).toEqual([
    "1970-01-01T00:00:00.000Z",
    "2026-11-01T00:00:00.000Z",
  ]);
});

it.each([
  ["1969-01-02T00:00:00Z", "1969-01-01T00:00:00Z", "until must be later than since"],
  ["2026-11-28T00:00:00Z", "2026-11-28T00:00:00Z", "until must be later than since"],
  ["2026-11-29T08:00:00Z", undefined, "since must be in the past"],
])("a range from %s to %s is refused: %s", (since, until, why) => {
  expect(() => rangeOf(since, until)).toThrow(why);
});

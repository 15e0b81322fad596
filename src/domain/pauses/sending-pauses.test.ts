import { expect, it } from "vitest";
import { createSendingPauses } from "#domain/pauses/sending-pauses.ts";

/** Hosts as written in URLs, and whether a pause of `host:a.example` with this port holds them. */
const SPELLINGS: [host: string, byPort443: boolean, byPort8443: boolean][] = [
  ["a.example", true, false],
  ["a.example:", true, false],
  ["A.example", true, false],
  ["a.example.", true, false],
  ["a.example.:8443", false, true],
  ["a.example:443", true, false],
  ["a.example:0443", true, false],
  ["a.example:8443", false, true],
  ["a.example:08443", false, true],
];

const isHeld = (scope: string, host: string): boolean => {
  const pauses = createSendingPauses();
  pauses.replace([{ scope, cause: "operator" }]);
  return pauses.isPaused({ tenantId: "salon", subscriptionId: "wh_1", host });
};

it.each(SPELLINGS)("a pause of a host holds %s, and a pause of one port only its spellings", (host, by443, by8443) => {
  expect(isHeld("host:a.example", host)).toBe(true);
  expect(isHeld("host:a.example:443", host)).toBe(by443);
  expect(isHeld("host:a.example:8443", host)).toBe(by8443);
  expect(isHeld("host:example", host)).toBe(false);
});

it.each(["127.1", "0x7f.0.0.1", "2130706433:8080", "[::ffff:7f00:1]", "127.0.0.1."])(
  "a pause of an address holds its spelling %s",
  (host) => {
    expect(isHeld("host:127.0.0.1", host)).toBe(true);
    expect(isHeld("host:127.0.0.2", host)).toBe(false);
  },
);

it("an IPv6 address keeps its last group", () => {
  expect(isHeld("host:[::1]", "[::1]:8080")).toBe(true);
  expect(isHeld("host:[::1]", "[::1]")).toBe(true);
  expect(isHeld("host:[:", "[::1]")).toBe(false);
});

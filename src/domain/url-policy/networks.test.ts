import { describe, expect, it } from "vitest";
import { areWithin, isInNetworks, isPublicAddress, parseNetworks } from "#domain/url-policy/networks.ts";

const networks = (text: string) => {
  const parsed = parseNetworks(text);
  if (!parsed.ok) throw new Error(parsed.bad);
  return parsed.networks;
};

/** Addresses just outside and just inside an IPv4 range. */
const EDGES: [outside: string, first: string, last: string, outsideAfter: string][] = [
  ["9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"],
  ["100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"],
  ["126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"],
  ["168.63.129.15", "168.63.129.16", "168.63.129.16", "168.63.129.17"],
  ["169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"],
  ["172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"],
  ["191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"],
  ["192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"],
  ["192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"],
  ["198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"],
  ["198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"],
  ["203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"],
  ["2000:ffff::1", "2001::", "2001:1ff::1", "2001:200::"],
  ["2001:db7::1", "2001:db8::", "2001:db8:ffff::1", "2001:db9::1"],
  ["2001:ffff::1", "2002::", "2002:ffff::1", "2003::1"],
  ["3ffd::1", "3ffe::1", "3fff:fff::1", "3fff:1000::1"],
];

describe("isPublicAddress", () => {
  it.each(EDGES)("refuses exactly the range between %s and its end", (before, first, last, after) => {
    expect([before, first, last, after].map(isPublicAddress)).toEqual([true, false, false, true]);
  });

  it("refuses every IPv4 address spelled inside IPv6, the public ones too", () => {
    for (const address of ["::ffff:8.8.8.8", "::8.8.8.8", "::ffff:0:808:808", "64:ff9b::808:808", "2002:808:808::1"]) {
      expect(isPublicAddress(address), address).toBe(false);
    }
  });

  it("refuses addresses outside 2000::/3", () => {
    for (const address of [
      "::",
      "::1",
      "1::1",
      "1fff:ffff::1",
      "4000::1",
      "5f00::1",
      "fc00::1",
      "fe80::1",
      "ff0e::1",
    ]) {
      expect(isPublicAddress(address), address).toBe(false);
    }
  });

  it("refuses text that is not an address in its usual spelling", () => {
    for (const text of [
      "",
      "8.8.8",
      "8.8.8.8.8",
      "08.8.8.8",
      "0x8.8.8.8",
      "134744072",
      "8.8.8.256",
      "8.8.8.8 ",
      "2606:4700::1%eth0",
    ]) {
      expect(isPublicAddress(text), text).toBe(false);
    }
    for (const text of [
      ":",
      ":::",
      "2606::4700::1",
      "2606:4700:1",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7::8:9",
      "26060::1",
      "[2606:4700::1]",
    ]) {
      expect(isPublicAddress(text), text).toBe(false);
    }
  });

  it("allows the public internet", () => {
    for (const address of ["1.1.1.1", "8.8.8.8", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::200e"]) {
      expect(isPublicAddress(address), address).toBe(true);
    }
  });
});

describe("parseNetworks", () => {
  it("accepts ranges and single addresses of both families, with white space between them", () => {
    const rules = networks(" 10.0.0.0/8, ::1 ,192.0.2.7, fd00::/8,");
    const inside = ["10.9.8.7", "::1", "192.0.2.7", "fd12::1"];
    const outside = ["11.0.0.1", "::2", "192.0.2.8", "fe00::1"];
    expect(inside.map((address) => isInNetworks(address, rules))).toEqual([true, true, true, true]);
    expect(outside.map((address) => isInNetworks(address, rules))).toEqual([false, false, false, false]);
  });

  it("names the entry that is not a network", () => {
    for (const bad of ["10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/-1", "localhost"]) {
      expect(parseNetworks(`127.0.0.0/8,${bad}`)).toEqual({ ok: false, bad });
    }
  });

  it("finds nothing in an empty list", () => {
    expect(isInNetworks("127.0.0.1", networks(""))).toBe(false);
  });
});

describe("isInNetworks", () => {
  it("judges an IPv4-mapped address as its IPv4 address and never as IPv6", () => {
    expect(isInNetworks("::ffff:127.0.0.1", networks("127.0.0.0/8"))).toBe(true);
    expect(isInNetworks("::ffff:7f00:1", networks("127.0.0.1"))).toBe(true);
    expect(isInNetworks("::ffff:10.0.0.1", networks("127.0.0.0/8,::/0"))).toBe(false);
  });

  it("reads a mapped range as its IPv4 range", () => {
    expect(isInNetworks("127.9.9.9", networks("::ffff:127.0.0.0/104"))).toBe(true);
    expect(isInNetworks("128.0.0.1", networks("::ffff:127.0.0.0/104"))).toBe(false);
  });

  it("keeps the families apart: ::/0 allows no IPv4", () => {
    expect(isInNetworks("8.8.8.8", networks("::/0"))).toBe(false);
    expect(isInNetworks("::1", networks("0.0.0.0/0"))).toBe(false);
  });
});

describe("areWithin", () => {
  it.each<[networks: string[], others: string[], isWithin: boolean]>([
    [["10.1.0.0/16", "10.2.3.4"], ["10.0.0.0/8"], true],
    [["::ffff:10.1.2.3"], ["10.0.0.0/8"], true],
    [["10.0.0.0/7"], ["10.0.0.0/8"], false],
    [["10.1.0.0/16", "11.0.0.1"], ["10.0.0.0/8"], false],
    [["::/0"], ["0.0.0.0/0"], false],
    [["10.0.0.1"], [], false],
    [["nonsense"], ["0.0.0.0/0", "::/0"], false],
    [["10.0.0.1"], ["nonsense"], false],
  ])("%j in %j: %s", (some, others, expected) => {
    expect(areWithin(some, others)).toBe(expected);
  });
});

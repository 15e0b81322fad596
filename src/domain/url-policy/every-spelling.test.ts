import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { checkUrl } from "#domain/url-policy/check-url.ts";
import { judgeAddresses } from "#domain/url-policy/judge-addresses.ts";
import {
  bounds6,
  dotted,
  expanded,
  inner4,
  isNamed4,
  isNamed6,
  pair,
  RANGES_4,
  RANGES_6,
  SPELLINGS_4,
  value4,
  value6,
} from "#tests/address-spellings.ts";

const strict = addressPolicy({ baseUrl: "http://localhost" });
const isRefused = (url: string) => !checkUrl(url, strict).ok;
const isBlocked = (address: string) => judgeAddresses([address], strict) === "block";
const run = (property: fc.IProperty<unknown[]>) => fc.assert(property, { numRuns: 300 });

describe("every address of the named ranges", () => {
  it.each(Object.entries(SPELLINGS_4))("is refused as a URL's host: %s", (_name, spell) => {
    run(
      fc.property(
        inner4,
        fc.constantFrom("https", "HTTPS"),
        fc.constantFrom("", ":443", ":8443"),
        (value, scheme, port) => {
          expect(isRefused(`${scheme}://${spell(value)}${port}/hook`), spell(value)).toBe(true);
        },
      ),
    );
  });

  it("is blocked when a name resolves to it, also inside an IPv6 address", () => {
    const forms = [
      dotted,
      (value: number) => `::ffff:${dotted(value)}`,
      (value: number) => `::FFFF:${pair(value)}`,
      (value: number) => expanded(0xffff_0000_0000n + BigInt(value)),
      (value: number) => `::${dotted(value)}`,
      (value: number) => `::ffff:0:${pair(value)}`,
      (value: number) => `64:ff9b::${dotted(value)}`,
      (value: number) => `64:ff9b:1::${pair(value)}`,
      (value: number) => `2002:${pair(value)}::`,
      (value: number) => `2001:0:${pair(value)}::1`,
      (value: number) => `2001::${pair(~value >>> 0)}`,
    ];
    for (const form of forms) run(fc.property(inner4, (value) => isBlocked(form(value))));
  });

  it("is blocked at any place among good addresses", () => {
    const good = fc.array(fc.constantFrom("8.8.8.8", "93.184.215.14", "2606:4700:4700::1111"), { maxLength: 5 });
    run(
      fc.property(good, good, inner4, (before, after, value) => {
        expect(judgeAddresses([...before, dotted(value), ...after], strict)).toBe("block");
      }),
    );
  });

  it("of IPv6 is blocked, in full and shortened", () => {
    const inner6 = fc.constantFrom(...bounds6).chain(({ first, last }) => fc.bigInt({ min: first, max: last }));
    run(
      fc.property(inner6, (value) => {
        expect(isBlocked(expanded(value))).toBe(true);
        expect(isBlocked(new URL(`http://[${expanded(value)}]`).hostname.slice(1, -1))).toBe(true);
      }),
    );
  });
});

describe("IPv6 outside of 2000::/3", () => {
  const outside = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).filter((value) => value >> 125n !== 1n);

  it("is refused as a host and blocked as an address, in full, shortened and in upper case", () => {
    run(
      fc.property(outside, (value) => {
        const short = new URL(`http://[${expanded(value)}]`).hostname.slice(1, -1);
        for (const text of [expanded(value), short, short.toUpperCase()]) {
          expect(isRefused(`https://[${text}]/`), text).toBe(true);
          expect(isBlocked(text), text).toBe(true);
        }
      }),
    );
  });
});

describe("an address just outside of a range", () => {
  it.each(RANGES_4)("%s/%i: its neighbours are allowed where no other range begins", (network, prefix) => {
    const first = value4(network);
    const neighbours = [first - 1, first + 2 ** (32 - prefix)].filter((value) => value >= 0 && value < 2 ** 32);
    for (const value of neighbours) expect(isBlocked(dotted(value)), dotted(value)).toBe(isNamed4(value));
  });

  it.each(RANGES_6)("%s::/%i: its neighbours are allowed where no other range begins", (network, prefix) => {
    const first = value6(network);
    for (const value of [first - 1n, first + (1n << BigInt(128 - prefix))]) {
      expect(isBlocked(expanded(value)), expanded(value)).toBe(isNamed6(value) || value >> 125n !== 1n);
    }
  });

  it("2000::/3: its ends are allowed and their neighbours are not", () => {
    const first = 1n << 125n;
    const last = (1n << 126n) - 1n;
    expect([first, last].map((value) => isBlocked(expanded(value)))).toEqual([false, false]);
    expect([first - 1n, last + 1n].map((value) => isBlocked(expanded(value)))).toEqual([true, true]);
  });

  it("any address in no range is allowed", () => {
    const outer4 = fc.integer({ min: 0, max: 2 ** 32 - 1 }).filter((value) => !isNamed4(value));
    const outer6 = fc.bigInt({ min: 1n << 125n, max: (1n << 126n) - 1n }).filter((value) => !isNamed6(value));
    run(fc.property(outer4, (value) => !isBlocked(dotted(value))));
    run(fc.property(outer6, (value) => !isBlocked(expanded(value))));
  });
});

describe("any URL", () => {
  const hostile = fc.string({
    unit: fc.constantFrom(..."https://.:@[]%#?\\a0x1fF1270-\t\u3002\uff11\u00ad\u0000"),
    maxLength: 60,
  });

  it("is judged without an exception, and every allowed one has an ordinary host name", () => {
    run(
      fc.property(
        fc.oneof(
          hostile,
          hostile.map((rest) => `https://${rest}`),
          fc.webUrl(),
        ),
        (raw) => {
          const checked = checkUrl(raw, strict);
          if (!checked.ok) return;
          expect(checked.url.hostname).toMatch(/^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/);
          expect(["443", "8443", ""]).toContain(checked.url.port);
          expect([checked.url.username, checked.url.password, checked.url.hash]).toEqual(["", "", ""]);
        },
      ),
    );
  });
});

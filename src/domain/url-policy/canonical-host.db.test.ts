import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canonicalHost } from "#domain/url-policy/canonical-host.ts";
import { dotted, expanded, SPELLINGS_4 } from "#tests/address-spellings.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Asks the database for all at once. */
const inDatabase = async (hosts: readonly string[]): Promise<string[]> => {
  const rows = await database.deps.sql<{ host: string }>(
    "SELECT canonical_host(host) AS host FROM unnest($1::text[]) WITH ORDINALITY AS t(host, n) ORDER BY n",
    [hosts],
  );
  return rows.map(({ host }) => host);
};

/** Hosts that URLs of webhooks may hold, also inside of allowed networks. */
const isTyped = (host: string): boolean =>
  /^[\x21-\x7e]+$/.test(host) && !/[%@\\/?#<>"]/.test(host) && URL.canParse(`http://${host}/`);

const SPELLED: [canonical: string, spellings: string[]][] = [
  ["a.example", ["A.Example", "a.example.", "a.EXAMPLE."]],
  ["xn--bcher-kva.example", ["XN--Bcher-KVA.example"]],
  ["localhost", ["LOCALHOST", "localhost."]],
  [
    "127.0.0.1",
    ["127.1", "0x7f.0.0.1", "2130706433", "017700000001", "0177.0.0.1.", "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]"],
  ],
  ["0.0.0.0", ["0", "0x", "00.0x0"]],
  ["[::1]", ["[0:0:0:0:0:0:0:1]", "[::0001]", "[0::0.0.0.1]"]],
  ["[::]", ["[0::0]"]],
  ["[::2]", ["[::0.0.0.2]"]],
  ["[::7f00:1]", ["[::127.0.0.1]"]],
  ["[fd00::a:0:0:1]", ["[FD00:0:0:0:a:0:0:1]", "[fd00::000a:0:0.0.0.1]"]],
  ["[64:ff9b::7f00:1]", ["[64:FF9B::127.0.0.1]"]],
];

it("a host has one spelling, in processes and in the database", async () => {
  for (const [canonical, spellings] of SPELLED) {
    expect(spellings.map(canonicalHost), canonical).toEqual(spellings.map(() => canonical));
    expect(await inDatabase([canonical, ...spellings]), canonical).toEqual(
      [canonical, ...spellings].map(() => canonical),
    );
  }
  expect(["bücher.example", "BÜCHER.example", "１２７.0.0.1"].map(canonicalHost)).toEqual([
    "xn--bcher-kva.example",
    "xn--bcher-kva.example",
    "127.0.0.1",
  ]);
});

it("text that is no host stays apart from hosts", async () => {
  const broken = [
    "1.2.3.4.5",
    "256.0.0.1",
    "08.0.0.1",
    "0x1g.1",
    "4294967296",
    "1..2",
    "",
    "[::1",
    "[1.2.3.4]",
    "[:::1]",
    "a..b",
  ];
  expect(await inDatabase(broken)).toEqual(broken);
});

it("processes and the database agree on any IPv4 address in any spelling", async () => {
  const hosts = fc
    .sample(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { numRuns: 40, seed: 42 })
    .concat([0, 1, 255, 256, 2 ** 32 - 1])
    .flatMap((value) => Object.values(SPELLINGS_4).map((spell) => ({ host: spell(value), address: dotted(value) })))
    .filter(({ host }) => isTyped(host));
  expect(hosts.length).toBeGreaterThan(500);
  const canonical = hosts.map(({ host }) => canonicalHost(host));
  expect(await inDatabase(hosts.map(({ host }) => host))).toEqual(canonical);
});

it("processes and the database agree on any IPv6 address in any spelling", async () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
  const values = fc
    .sample(fc.array(group, { minLength: 8, maxLength: 8 }), { numRuns: 300, seed: 42 })
    .map((groups) => groups.reduce((value, one) => (value << 16n) + BigInt(one), 0n));
  const spelled = values.flatMap((value) => {
    const full = `[${expanded(value)}]`;
    return [full, full.toUpperCase(), new URL(`http://${full}/`).hostname];
  });
  const canonical = spelled.map(canonicalHost);
  expect(await inDatabase(spelled)).toEqual(canonical);
  expect(new Set(canonical).size).toBe(new Set(values).size);
});

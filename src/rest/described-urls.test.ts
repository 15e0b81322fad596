import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { checkUrl } from "#domain/url-policy/check-url.ts";
import { parseNetworks } from "#domain/url-policy/networks.ts";
import { openApiDocument } from "#rest/openapi.ts";
import { routes } from "#rest/routes.ts";

const policy = addressPolicy({ baseUrl: "https://bellhop.example.net" });
const { schemas } = openApiDocument(routes).components;
const withUrl = z.object({
  properties: z.object({ url: z.object({ pattern: z.string() }) }),
});
const { url } = withUrl.parse(schemas.CreateWebhookBody).properties;
/** Fits each URL that may be accepted. */
const possible = new RegExp(url.pattern);
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const A_LABEL = "[Xx][Nn]--[A-Za-z0-9-]{0,58}[A-Za-z0-9]";
/** URLs of names on the public internet, as the description has them in words. */
const described = new RegExp(
  `^[Hh][Tt][Tt][Pp][Ss]://(?:${LABEL}\\.)+(?:[A-Za-z]{2,63}|${A_LABEL})(?::(?:443|8443)?)?(?:[/?][!$-;=?-\\[\\]-~]*)?$`,
);

it("each URL that the API's description allows on the public internet is accepted", () => {
  // Most random A-labels are not valid punycode.
  const urls = fc.stringMatching(described).filter((text) => text.length <= 250 && !/xn--/i.test(text));
  fc.assert(
    fc.property(urls, (text) => {
      expect(checkUrl(text, policy)).toMatchObject({ ok: true });
      expect(text).toMatch(possible);
    }),
    { seed: 42, numRuns: 500 },
  );
});

const everywhere = parseNetworks("0.0.0.0/0,::/0");
const inside = addressPolicy({
  baseUrl: "https://bellhop.example.net",
  allowNetworks: everywhere.ok ? everywhere.networks : [],
});

it("the pattern fits each URL that is accepted in an allowed network", () => {
  const sign = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  const scheme = fc.constantFrom("http://", "https://", "HTTP://");
  const host = fc.oneof(
    fc.string({ unit: sign, minLength: 1, maxLength: 4 }),
    fc.ipV4(),
    fc.ipV6().map((address) => `[${address}]`),
    fc.constantFrom("localhost", "my_app", "a.example.com.", "xn--bcher-kva.example", "2130706433", "0x7f.1"),
  );
  const port = fc.oneof(
    fc.constantFrom("", ":", ":0443"),
    fc.nat(65_535).map((number) => `:${number}`),
  );
  const target = fc.string({ unit: sign, maxLength: 4 });
  const urls = fc.tuple(scheme, host, port, target).map((parts) => parts.join(""));
  let accepted = 0;
  fc.assert(
    fc.property(urls, (text) => {
      if (!checkUrl(text, inside, ["10.0.0.1"]).ok) return;
      accepted += 1;
      expect(text).toMatch(possible);
    }),
    { seed: 42, numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(500);
});

it.each([
  "ftp://a",
  "https://",
  "https://a@b",
  "https://a%2e",
  "https://a/#b",
  "https://a/ b",
  "https:a",
  "a.example.com",
])("the pattern refuses %s, which is accepted nowhere", (text) => {
  expect(text).not.toMatch(possible);
  expect(checkUrl(text, inside, ["10.0.0.1"]).ok).toBe(false);
});

it.each([
  ["https://hooks.example.com", true],
  ["HTTPS://Hooks.Example.com:8443?x=[1]&y=%20", true],
  ["https://hooks.xn--p1ai", true],
  ["https://hooks.example.com:/", true],
  ["https://hooks.example.com:443", true],
  ["https://a.b.example.org/path/(1);v=2", true],
  ["http://hooks.example.com", false],
  ["https://hooks.example.com:8080", false],
  ["https://user@hooks.example.com", false],
  ["https://hooks.example.com/#part", false],
  ["https://hooks.example.com/a b", false],
  ["https://hooks", false],
  ["https://192.0.2.1/", false],
  ["hooks.example.com", false],
])("the description and the check agree on %s: %s", (text, isAllowed) => {
  expect(described.test(text)).toBe(isAllowed);
  expect(checkUrl(text, policy).ok).toBe(isAllowed);
});

const variant = z.object({ event: z.object({ const: z.string() }), data: z.object({ $ref: z.string() }) });
const variants = z.object({ oneOf: z.array(z.object({ properties: variant })) });

it("each event type that may be sent has an event with its data", () => {
  const { oneOf } = variants.parse(schemas.SendEvent);
  const { enum: names } = z.object({ enum: z.array(z.string()) }).parse(schemas.SentEvent);
  expect(oneOf.map(({ properties: { event } }) => event.const)).toEqual(names);
  for (const { properties } of oneOf) {
    const name = properties.data.$ref.replace("#/components/schemas/", "");
    expect(name).toBe(properties.event.const);
    expect(schemas[name]).toMatchObject({ type: "object" });
  }
});

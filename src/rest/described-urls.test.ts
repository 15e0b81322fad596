import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { checkUrl } from "#domain/url-policy/check-url.ts";
import { openApiDocument } from "#rest/openapi.ts";
import { routes } from "#rest/routes.ts";

const policy = addressPolicy({ baseUrl: "https://bellhop.example.net" });
const { schemas } = openApiDocument(routes).components;
const withPattern = z.object({ properties: z.object({ url: z.object({ pattern: z.string() }) }) });
const described = new RegExp(withPattern.parse(schemas.CreateWebhookBody).properties.url.pattern);

it("each URL that the API's description allows is accepted", () => {
  const urls = fc.stringMatching(described).filter((text) => text.length <= 250);
  fc.assert(
    fc.property(urls, (text) => {
      expect(checkUrl(text, policy)).toMatchObject({ ok: true });
    }),
    { seed: 42, numRuns: 500 },
  );
});

it.each([
  ["https://hooks.example.com", true],
  ["HTTPS://Hooks.Example.com:8443?x=[1]&y=%20", true],
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

import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import {
  type Exchange,
  LISTS,
  PACKED_RESPONSE_BYTES_MAX,
  packExchange,
  unpackExchange,
} from "#domain/deliveries/packed-exchange.ts";

const signed = {
  "webhook-timestamp": "1790000000",
  "webhook-signature": `v1,${randomBytes(32).toString("base64")}`,
  "X-MAIS-Signature": randomBytes(32).toString("hex"),
};
const unpacked = (packed: Buffer): Exchange => unpackExchange(packed) ?? expect.fail("an unknown list");
const answered = {
  date: "Sun, 29 Nov 2026 00:15:02 GMT",
  "content-type": "application/json; charset=utf-8",
  "content-length": "17",
  connection: "keep-alive",
  "x-powered-by": "PHP/8.2",
  "cf-ray": "8c1d2e3f4a5b6c7d-FRA",
  server: "cloudflare",
  "strict-transport-security": "max-age=15552000; includeSubDomains",
};

it.each<[string, Exchange]>([
  ["a response", { requestHeaders: signed, responseHeaders: answered, responseBody: Buffer.from('{"ok":true}\n\n') }],
  ["no response", { requestHeaders: signed, responseHeaders: null, responseBody: null }],
  ["odd texts", { requestHeaders: { a: 'é"\n\\' }, responseHeaders: { __proto__x: "\n", b: "•" }, responseBody: null }],
  [
    "bytes that are no text",
    { requestHeaders: {}, responseHeaders: {}, responseBody: randomBytes(PACKED_RESPONSE_BYTES_MAX) },
  ],
  [
    "two signatures, and texts like signatures",
    {
      requestHeaders: {
        "webhook-signature": `v1,${randomBytes(32).toString("base64")} v1,${randomBytes(32).toString("base64")}`,
        notCanonical: `v1,${"/".repeat(43)}=`,
        marks: "\u0001\u0002",
        tooLong: "a".repeat(65),
      },
      responseHeaders: {
        etag: "0123456789abcdef".repeat(4),
        many: Array(400).fill(signed["webhook-signature"]).join(" "),
      },
      responseBody: Buffer.from("\u0001ok\u0002"),
    },
  ],
  ["long headers", { requestHeaders: {}, responseHeaders: { long: "x".repeat(64 * 1024) }, responseBody: null }],
])("an exchange with %s comes back as it was", (_, exchange) => {
  const { responseBody, ...headers } = unpacked(packExchange(exchange));
  expect(headers).toEqual({ requestHeaders: exchange.requestHeaders, responseHeaders: exchange.responseHeaders });
  expect(Buffer.from(responseBody ?? [])).toEqual(Buffer.from(exchange.responseBody ?? []));
});

it.each([
  ["of the same second", "Mon, 21 Sep 2026 14:13:20 GMT"],
  ["some seconds later", "Mon, 21 Sep 2026 14:14:20 GMT"],
  ["too late for one character", "Mon, 21 Sep 2026 14:14:21 GMT"],
  ["some seconds earlier, by another clock", "Mon, 21 Sep 2026 14:13:05 GMT"],
  ["too early", "Mon, 21 Sep 2026 14:13:04 GMT"],
  ["with the wrong day of the week", "Tue, 21 Sep 2026 14:13:20 GMT"],
  ["that does not exist", "Mon, 31 Feb 2026 14:13:20 GMT"],
])("a date %s comes back as it was", (_, date) => {
  const exchange = { requestHeaders: signed, responseHeaders: { date, "x-date": date }, responseBody: null };
  expect(unpacked(packExchange(exchange)).responseHeaders).toEqual(exchange.responseHeaders);
});

it.each(["0790000000", "4294967296", "12", "later"])("the timestamp %s comes back as it was", (timestamp) => {
  const requestHeaders = { ...signed, "webhook-timestamp": timestamp };
  const responseHeaders = { date: "Mon, 21 Sep 2026 14:13:20 GMT" };
  expect(unpacked(packExchange({ requestHeaders, responseHeaders, responseBody: null })).requestHeaders).toEqual(
    requestHeaders,
  );
});

it("both signatures take their 32 bytes, and what Node's server answers 20 more", () => {
  const responseHeaders = {
    date: "Mon, 21 Sep 2026 14:13:21 GMT",
    connection: "keep-alive",
    "keep-alive": "timeout=5",
    "content-length": "2",
  };
  const packed = packExchange({ requestHeaders: signed, responseHeaders, responseBody: Buffer.from("ok") });
  expect(packed.length - 64).toBeLessThan(20);
});

it("both signatures take their 32 bytes, and the rest half", () => {
  const packed = packExchange({ requestHeaders: signed, responseHeaders: answered, responseBody: Buffer.from("ok") });
  const unsigned = {
    "webhook-timestamp": signed["webhook-timestamp"],
    "webhook-signature": "",
    "X-MAIS-Signature": "",
  };
  const rest = JSON.stringify([unsigned, answered]).length;
  expect(packed.length - 64).toBeLessThan(rest / 2);
});

/** Another text under a released number would make its rows unreadable: a better list gets a number of its own. */
it.each([
  [1, "ca18ef370df10a45535f2b91cf4fe588e50afd581410d2e0de2157f4bae41da0"],
  [2, "60bc1d79de99fc2a7991b899340ba3294ce2abe4f6e4d47080880ee4df8a804b"],
])("list %i is as it was when its rows were packed", (number, digest) => {
  const text = JSON.stringify(LISTS[number - 1]);
  expect(createHash("sha256").update(text).digest("hex")).toBe(digest);
});

it.each([
  [
    1,
    "Sun, 29 Nov 2026 00:15:02 GMT",
    "AQIBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAzE3OTAwMDAwMDAEAgUBBhNTdW4sIDI5IE5vdiAyMDI2IDAwOjE1OjAyFBUICm9r",
  ],
  [
    2,
    "Mon, 21 Sep 2026 14:13:22 GMT",
    "AgJqsTuAAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQECAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgUXBDEfGAwKb2s=",
  ],
])("a row of list %i can be read for ever", (_number, date, packed) => {
  const { responseBody, ...headers } = unpacked(Buffer.from(packed, "base64"));
  expect(headers).toEqual({
    requestHeaders: {
      "webhook-timestamp": "1790000000",
      "webhook-signature": `v1,${Buffer.alloc(32, 1).toString("base64")}`,
      "X-MAIS-Signature": Buffer.alloc(32, 2).toString("hex"),
    },
    responseHeaders: { date, server: "nginx" },
  });
  expect(Buffer.from(responseBody ?? []).toString()).toBe("ok");
});

it("a list of a later release gives nothing", () => {
  expect(unpackExchange(Buffer.of(99, 1, 2))).toBeNull();
});

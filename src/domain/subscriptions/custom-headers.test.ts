import { describe, expect, it, vi } from "vitest";
import { DomainError } from "#domain/errors.ts";
import { changeHeaders } from "#domain/subscriptions/custom-headers.ts";
import { HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";

const none = new Map<string, string>();
const stored = new Map([
  ["Authorization", "Bearer old"],
  ["X-Salon", "7"],
]);

const refusal = (changes: Record<string, string | null>, from = none) => {
  try {
    changeHeaders(from, changes, "MAIS");
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return null;
};

describe("changeHeaders", () => {
  it.each(
    (
      "Host connection Keep-Alive Content-Type content-length Content-Encoding Transfer-Encoding TE Trailer Upgrade EXPECT " +
      "User-Agent accept-encoding Cookie Forwarded Via X-Real-IP HTTP2-Settings Max-Forwards Signature Signature-Input " +
      "True-Client-IP CF-Connecting-IP X-Client-IP X-Cluster-Client-IP Fastly-Client-IP"
    ).split(" "),
  )("refuses %s, which belongs to the connection, to a proxy or to us", (name) => {
    expect(refusal({ [name]: "x" })).toMatchObject({ code: "invalid", errors: [{ path: `headers.${name}` }] });
  });

  it.each([
    "Proxy-Authorization",
    "x-forwarded-for",
    "Webhook-Id",
    "X-Amz-Target",
    "X-aws-ec2-metadata-token",
    "x-amzn-trace-id",
    "x-goog-api",
    "x-google-auth",
    "x-azure-ref",
    "x-fd-healthprobe",
    "Metadata",
    "Metadata-Flavor",
    "X-Original-URL",
    "X-Envoy-Original-Path",
    "CF-Connecting-IPv6",
    "svix-id",
    "X-Hub-Signature-256",
    "X-aliyun-ecs-metadata-token",
    "X-MAIS-Signature",
    "x-mais-anything",
  ])("refuses %s by its prefix", (name) => {
    expect(refusal({ [name]: "x" })?.code).toBe("invalid");
  });

  it.each(["Transfer_Encoding", "Content_Length", "X_Forwarded_For", "x-real_ip", "X_MAIS_Event", "webhook_id"])(
    "refuses %s, which CGI reads like the name with hyphens",
    (name) => expect(refusal({ [name]: "x" })?.errors).toMatchObject([{ path: `headers.${name}` }]),
  );

  it.each(["CF-Access-Client-Secret", "X-Vercel-Protection-Bypass", "constructor", "prototype", "X-Signature"])(
    "takes %s, which an endpoint may ask for",
    (name) => expect([...changeHeaders(none, { [name]: "x" }, "MAIS")]).toEqual([[name, "x"]]),
  );

  it.each(["", "a b", "a:b", "ä", "a\r\nb", "(x)", "x".repeat(65)])(
    "refuses the name %j: not a short token",
    (name) => {
      expect(refusal({ [name]: "x" })?.code).toBe("invalid");
    },
  );

  it.each(["a\nb", "a\r\nX-Evil: 1", "café", "\u0000", "\ttab", "x".repeat(4_097)])("refuses the value %j", (value) => {
    expect(refusal({ "X-Token": value })?.code).toBe("invalid");
  });

  it("accepts tokens and printable values up to the limits", () => {
    const changes = { Authorization: "Bearer ~ !", "X-Api_Key": "x".repeat(4_096), "x-mais": "no dash, so not ours" };
    expect(Object.fromEntries(changeHeaders(none, changes, "MAIS"))).toEqual(changes);
  });

  it("keeps at most 20 headers, counting the stored ones", () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`X-H${index}`, "v"]));
    expect(changeHeaders(none, many, "MAIS").size).toBe(20);
    expect(refusal({ ...many, "X-More": "v" })).toMatchObject({ code: "invalid", errors: [{ path: "headers" }] });
    expect(refusal({ "X-More": "v" }, new Map(Object.entries(many)))?.code).toBe("invalid");
  });

  it("keeps a masked value, removes on null, replaces on a text, and leaves other headers", () => {
    const next = changeHeaders(stored, { authorization: HEADER_VALUE_MASK, "X-New": "1" }, "MAIS");
    expect(Object.fromEntries(next)).toEqual({ Authorization: "Bearer old", "X-Salon": "7", "X-New": "1" });
    expect(Object.fromEntries(changeHeaders(stored, { Authorization: null }, "MAIS"))).toEqual({ "X-Salon": "7" });
    expect(Object.fromEntries(changeHeaders(stored, { "x-salon": "8" }, "MAIS"))).toEqual({
      Authorization: "Bearer old",
      "x-salon": "8",
    });
  });

  it("accepts the removal of a missing header", () => {
    expect(changeHeaders(none, { "X-Gone": null }, "MAIS").size).toBe(0);
  });

  it("refuses a mask where nothing is stored", () => {
    expect(refusal({ "X-Token": HEADER_VALUE_MASK })?.errors[0]?.message).toContain("no stored value");
  });

  it("refuses the same name in two spellings", () => {
    expect(refusal({ "X-Token": "1", "x-token": "2" })?.errors).toHaveLength(1);
  });

  it("checks names in linear time, against a set", () => {
    const lowerCase = vi.spyOn(String.prototype, "toLowerCase");
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`h${index}`, null]));
    changeHeaders(stored, many, "MAIS");
    const calls = lowerCase.mock.calls.length;
    lowerCase.mockRestore();
    expect(calls).toBeLessThan(5_000);
  });
});

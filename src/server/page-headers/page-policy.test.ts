import { describe, expect, it } from "vitest";
import { parseEnv } from "#env.ts";
import { frameAncestors, pagePolicy } from "#server/page-headers/page-policy.ts";

const policy = (isDevelopment: boolean) => {
  const parsed = parseEnv({});
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const text = pagePolicy({ nonce: "abc", frameAncestors: frameAncestors(parsed.env), isDevelopment });
  return new Map(text.split("; ").map((part) => [part.split(" ")[0], part.split(" ").slice(1)]));
};

describe("the content policy of a page", () => {
  it("runs no script without the nonce of the request, in any spelling", () => {
    expect(policy(false).get("script-src")).toEqual(["'nonce-abc'", "'strict-dynamic'"]);
    expect(policy(false).get("style-src")).toEqual(["'self'", "'nonce-abc'"]);
  });

  it("starts workers from our own files only", () => {
    expect(policy(false).get("worker-src")).toEqual(["'self'"]);
  });

  it("forbids framing, another base address, and forms to other sites", () => {
    expect(policy(false).get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy(false).get("base-uri")).toEqual(["'none'"]);
    expect(policy(false).get("form-action")).toEqual(["'self'"]);
    expect(policy(false).get("object-src")).toEqual(["'none'"]);
  });

  it("allows functions from text only in development", () => {
    expect(policy(true).get("script-src")).toContain("'unsafe-eval'");
    expect([...policy(false).values()].flat()).not.toContain("'unsafe-eval'");
  });
});

it("allows framing by the origins in the settings only", () => {
  expect(frameAncestors({ PORTAL_ORIGINS: [] })).toEqual(["'none'"]);
  expect(frameAncestors({ PORTAL_ORIGINS: ["https://app.example.com"] })).toEqual(["https://app.example.com"]);
});

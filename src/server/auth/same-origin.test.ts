import { describe, expect, it } from "vitest";
import { isSentBy, isSentByPageOf } from "#server/auth/same-origin.ts";

const OWN = ["https://hooks.example.com"];

describe.each([
  [{ origin: "https://hooks.example.com", "sec-fetch-site": "same-origin" }, true, true],
  [{ origin: "null", "sec-fetch-site": "same-origin", host: "hooks.example.com" }, true, true],
  [{ origin: "null", "sec-fetch-site": "same-origin", host: "evil.example.com" }, false, false],
  [{ origin: "null", "sec-fetch-site": "same-origin", host: "hooks.example.com:8443" }, false, false],
  [{ origin: "null", "sec-fetch-site": "same-origin" }, false, false],
  [{ origin: "null", "sec-fetch-site": "cross-site" }, false, false],
  [{ origin: "null" }, false, false],
  [{ origin: "https://evil.example.com", "sec-fetch-site": "cross-site" }, false, false],
  [{ origin: "https://hooks.example.com.evil.example", "sec-fetch-site": "cross-site" }, false, false],
  [{ "sec-fetch-site": "none" }, false, false],
  [{}, false, true],
])("a POST with %j", (headers, byPage, byPageOrProgram) => {
  it(`${byPage ? "was" : "was not"} sent by a page of ours, ${byPageOrProgram ? "or a program" : "and not by a program"}`, () => {
    expect(isSentByPageOf(new Headers(headers), OWN)).toBe(byPage);
    expect(isSentBy(new Headers(headers), OWN)).toBe(byPageOrProgram);
  });
});

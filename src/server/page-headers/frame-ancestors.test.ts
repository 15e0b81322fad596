import { expect, it } from "vitest";
import { frameAncestors } from "#server/page-headers/frame-ancestors.ts";

it("nobody may frame the dashboard but the origins that the settings name", () => {
  expect(frameAncestors({ PORTAL_ORIGINS: [] })).toEqual(["'none'"]);
  expect(frameAncestors({ PORTAL_ORIGINS: ["https://app.example.com"] })).toEqual(["https://app.example.com"]);
});

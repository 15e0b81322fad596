import { expect, it } from "vitest";
import { isProduction } from "#supervisor/bootstrap/is-production.mjs";

it.each([
  ["scripts/start.ts", ["--only", "web"], "production", true],
  ["scripts/start.ts", ["--only", "web"], undefined, false],
  ["scripts/start.ts", [], "production", true],
  ["scripts/tenant.ts", ["list"], "production", true],
  ["scripts/compact.ts", ["--daily"], "production", true],
  ["scripts/start.ts", [], undefined, false],
  ["scripts/start.ts", ["--dev"], "production", false],
  ["scripts/test.ts", [], "production", false],
  ["scripts/build.ts", [], "production", false],
])("%s %j with NODE_ENV=%s takes the folder as it is: %s", (entry, args, mode, isFixed) =>
  expect(isProduction(entry, args, mode)).toBe(isFixed),
);

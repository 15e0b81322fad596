import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { NO_PLATFORM_TYPES } from "#domain/event-types/platform-types.ts";
import { openApiDocument } from "#rest/openapi.ts";
import { operatorDocument } from "#rest/operator/operator-document.ts";
import { operatorRoutes } from "#rest/operator/operator-routes.ts";
import { routes } from "#rest/routes.ts";

/** Rules that the API breaks on purpose. */
const LEFT_OUT = {
  // `…/deliveries/export` is matched before `…/deliveries/{id}`.
  "no-ambiguous-paths": "off",
  // Public lists cannot be asked for wrongly.
  "operation-4xx-response": "off",
} as const;

const problemsOf = async (document: object) => {
  const config = await createConfig({ extends: ["recommended"], rules: LEFT_OUT });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ""}`);
};

const document = openApiDocument(routes);

it.each([
  ["API", document],
  ["operator's API", operatorDocument(operatorRoutes, NO_PLATFORM_TYPES)],
])("the description of the %s passes the recommended rules of Redocly", async (_, one) => {
  expect(await problemsOf(one)).toEqual([]);
});

it("the linter notices what the document lacks", async () => {
  const { servers: _, ...lacking } = document;
  expect(await problemsOf(lacking)).toEqual([expect.stringContaining("no-empty-servers")]);
});

it("no pattern needs what Python and RE2 do not know", () => {
  const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text = ""]) =>
    String(JSON.parse(text)),
  );
  expect(patterns.length).toBeGreaterThan(3);
  expect(patterns.filter((pattern) => /\\p\{|\\u|\\0|\(\?[<=!]/.test(pattern))).toEqual([]);
});

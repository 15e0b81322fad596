import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { openApiDocument } from "#rest/openapi.ts";
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

it("the description of the API passes the recommended rules of Redocly", async () => {
  expect(await problemsOf(document)).toEqual([]);
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

import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, it } from "vitest";
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

const DOCUMENTS = [
  ["tenants", openApiDocument(routes)],
  ["the operator", operatorDocument(operatorRoutes)],
] as const;

type Described = { operationId: string; parameters: { name: string; description?: string }[] };

describe.each(DOCUMENTS)("the description of the API for %s", (_, document) => {
  it("passes the recommended rules of Redocly", async () => {
    expect(await problemsOf(document)).toEqual([]);
  });

  it("is looked at: the linter notices what the document lacks", async () => {
    const { servers: _, ...lacking } = document;
    expect(await problemsOf(lacking)).toEqual([expect.stringContaining("no-empty-servers")]);
  });

  it("says what each parameter means", () => {
    const parameters = Object.values<Record<string, Described>>(JSON.parse(JSON.stringify(document.paths)))
      .flatMap((methods) => Object.values(methods))
      .flatMap((operation) => operation.parameters.map((one) => ({ ...one, of: operation.operationId })));
    expect(parameters.length).toBeGreaterThan(50);
    expect(
      parameters.filter(({ description }) => !description?.trim()).map(({ of, name }) => `${of}: ${name}`),
    ).toEqual([]);
  });

  it("has no pattern that needs what Python and RE2 do not know", () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text = ""]) =>
      String(JSON.parse(text)),
    );
    expect(patterns.length).toBeGreaterThan(3);
    expect(patterns.filter((pattern) => /\\p\{|\\u|\\0|\(\?[<=!]/.test(pattern))).toEqual([]);
  });
});

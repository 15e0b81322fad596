import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { createApiKeyInput } from "#domain/api-keys/api-key.schema.ts";
import { putEventTypeInput } from "#domain/operator/operator-event-type.schema.ts";
import { putTenantInput } from "#domain/operator/operator-tenant.schema.ts";
import { operatorDocument } from "#rest/operator/operator-document.ts";
import { operatorRoutes } from "#rest/operator/operator-routes.ts";

const { schemas } = z
  .object({ schemas: z.record(z.string(), z.unknown()) })
  .parse(operatorDocument(operatorRoutes).components);
const described = z.object({ properties: z.record(z.string(), z.object({ pattern: z.string().optional() })) });

it.each([
  ["PutTenantBody", "name", putTenantInput.shape.name],
  ["CreateApiKeyBody", "name", createApiKeyInput.shape.name],
  ["PutEventTypeBody", "title", putEventTypeInput.shape.title],
  ["PutEventTypeBody", "description", putEventTypeInput.shape.description],
] as const)("each text that the description of %s allows as %s is accepted", (component, field, schema) => {
  const { pattern = "" } = described.parse(schemas[component]).properties[field] ?? {};
  const rule = new RegExp(pattern);
  const texts = fc.stringMatching(rule).filter((text) => text.length <= 100 && text.isWellFormed());
  fc.assert(
    fc.property(texts, (text) => {
      expect(schema.safeParse(text).success, JSON.stringify(text)).toBe(true);
    }),
    { seed: 42, numRuns: 200 },
  );
  for (const text of ["", " ", "\t\n", "\u00a0", "a\u0000", "a\u0085b"]) {
    expect(text, JSON.stringify(text)).not.toMatch(rule);
    expect(schema.safeParse(text).success, JSON.stringify(text)).toBe(false);
  }
  for (const text of ["a", " Ada ", "Sala Çiçek"]) expect(text).toMatch(rule);
});

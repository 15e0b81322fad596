import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { objectType, schemaType } from "./schema-type.ts";
import { filesFromCatalog } from "./write-from-catalog.ts";

const ROOT = join(import.meta.dirname, "..", "..");

it.each(Object.entries(filesFromCatalog()))("%s is what the event catalogue yields", (path, text) => {
  const stored = readFileSync(join(ROOT, path), "utf8");
  expect(stored, `${path} is older than the catalogue: run npm run catalog`).toBe(text);
});

describe("a JSON Schema as a type", () => {
  it.each([
    [{ type: "string", maxLength: 3 }, "string"],
    [{ type: ["integer", "null"] }, "number | null"],
    [{ anyOf: [{ type: "number" }, { type: "integer" }, { type: "null" }] }, "number | null"],
    [{ enum: ["a", 1] }, '"a" | 1'],
    [{ const: "a" }, '"a"'],
    [{ type: "array", items: { type: "boolean" } }, "ReadonlyArray<boolean>"],
    [{}, "unknown"],
    [{ type: "object", additionalProperties: {} }, "{\n  [field: string]: unknown;\n}"],
  ])("%j is %s", (schema, type) => {
    expect(schemaType(schema)).toBe(type);
  });

  it("keeps what is required, and descriptions", () => {
    const schema = {
      properties: { a: { type: "string", description: "The */ first" }, b: { type: "null" } },
      required: ["a"],
    };
    expect(objectType(schema, "", { isOpen: false })).toBe("{\n  /** The *\\/ first */\n  a: string;\n  b?: null;\n}");
  });

  it("refuses a keyword that it cannot say, instead of leaving it out", () => {
    expect(() => schemaType({ $ref: "#/$defs/a" })).toThrow("cannot say");
  });
});

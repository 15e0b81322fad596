import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { prepareCheck } from "#domain/platform-types/check-data.ts";
import { schemaProblems } from "#domain/platform-types/check-schema.ts";
import { placedAt, withoutReferences } from "#domain/platform-types/schema-tree.ts";

const ajv = new Ajv2020({ strict: false });
const text = { type: "string" };
const paths = (schema: object) => schemaProblems({ ...schema }).map(({ path }) => path);

describe("keywords", () => {
  it.each(["pattern", "patternProperties", "uniqueItems", "$dynamicRef"])("refuses %s where it stands", (keyword) => {
    expect(paths({ properties: { nights: { [keyword]: "x" } } })).toEqual([`schema.properties.nights.${keyword}`]);
    expect(paths({ $defs: { a: { anyOf: [text, { items: { [keyword]: "x" } }] } } })).toEqual([
      `schema.$defs.a.anyOf.1.items.${keyword}`,
    ]);
  });

  it("are refused within a schema of encoded content too, which is never applied", () => {
    const contentSchema = { $ref: "https://example.com/x.json", items: { pattern: "[" } };
    expect(paths({ properties: { note: { contentSchema } } })).toEqual([
      "schema.properties.note.contentSchema.$ref",
      "schema.properties.note.contentSchema.items.pattern",
    ]);
    expect(paths({ contentSchema: [] })).toEqual(["schema.contentSchema"]);
    const encoded = { type: "string", contentMediaType: "application/json", contentSchema: { type: "object" } };
    expect(paths(encoded)).toEqual([]);
    expect(prepareCheck(encoded)("[]")).toBeNull();
  });

  it.each(["dependencies", "additionalItems"])("of an earlier draft are refused: %s", (keyword) => {
    expect(paths({ properties: { a: { [keyword]: {} } } })).toEqual([`schema.properties.a.${keyword}`]);
  });

  it("are no names of fields, and no values", () => {
    const values = { pattern: "[", $ref: "https://example.com" };
    const named = { properties: { pattern: text, $ref: text, uniqueItems: text }, required: ["pattern"] };
    expect(paths(named)).toEqual([]);
    expect(paths({ const: values, enum: [values], default: values, examples: [values] })).toEqual([]);
  });

  it("takes the draft that it supports only, and an id at the top only", () => {
    const $schema = "https://json-schema.org/draft/2020-12/schema";
    expect(paths({ $schema, $id: "https://booking.example/room.json" })).toEqual([]);
    expect(paths({ $schema: "http://json-schema.org/draft-07/schema#" })).toEqual(["schema.$schema"]);
    expect(paths({ $defs: { a: { $id: "https://booking.example/a.json" } } })).toEqual(["schema.$defs.a.$id"]);
  });
});

describe("references", () => {
  it.each(["#", "#/$defs/price", "#price", "#/$defs/a~1b", "#/$defs/a%20b", "#/$defs/any"])(
    "may lead to %s",
    ($ref) => {
      const $defs = { price: { $anchor: "price", ...text }, "a/b": text, "a b": text, any: true };
      expect(paths({ $defs, properties: { x: { $ref } } })).toEqual([]);
    },
  );

  it.each([
    "https://example.com/schema.json",
    "other.json",
    "#/$defs/none",
    "#nowhere",
    "#/properties",
    "#/const/hidden",
    "#/%",
    7,
  ])("may not lead to %s", ($ref) => {
    const schema = { $defs: { price: text }, const: { hidden: { pattern: "(a+)+$" } }, properties: { x: { $ref } } };
    expect(paths(schema)).toEqual(["schema.properties.x.$ref"]);
  });

  it("name the places of a document that holds the schema", () => {
    const schema = {
      $id: "https://booking.example/room.json",
      $defs: { "a/b": { $anchor: "ab", ...text } },
      properties: { one: { $ref: "#ab" }, list: { items: { $ref: "#/$defs/a~1b" } }, self: { anyOf: [{ $ref: "#" }] } },
      const: { $ref: "#ab" },
    };
    expect(placedAt(schema, "#/components/schemas/room.booked")).toEqual({
      $defs: { "a/b": text },
      properties: {
        one: { $ref: "#/components/schemas/room.booked/$defs/a~1b" },
        list: { items: { $ref: "#/components/schemas/room.booked/$defs/a~1b" } },
        self: { anyOf: [{ $ref: "#/components/schemas/room.booked" }] },
      },
      const: { $ref: "#ab" },
    });
  });
});

it("a schema for people has schemas in place of references, and ends where it comes back to itself", () => {
  const schema = {
    $defs: {
      id: { type: "string" },
      pair: { properties: { a: { $ref: "#/$defs/pair" }, b: { $ref: "#/$defs/pair" } } },
    },
    type: "object",
    properties: { roomId: { $ref: "#/$defs/id", description: "The room" }, children: { items: { $ref: "#" } } },
  };
  expect(withoutReferences(schema)).toEqual({
    type: "object",
    properties: { roomId: { type: "string", description: "The room" }, children: { items: { type: "object" } } },
  });
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [
      `s${n}`,
      { properties: { a: { $ref: `#/$defs/s${n + 1}` }, b: { $ref: `#/$defs/s${n + 1}` } } },
    ]),
  );
  const shown = withoutReferences({ $defs: { ...doubling, s40: {} }, $ref: "#/$defs/s0" });
  expect(JSON.stringify(shown).length).toBeLessThan(10_000);
});

describe("bounds", () => {
  const nested = (levels: number): object => (levels === 1 ? {} : { not: nested(levels - 1) });

  it("allows 20 levels and 64 KiB", () => {
    expect(paths(nested(20))).toEqual([]);
    expect(paths(nested(21))).toEqual(["schema"]);
    expect(paths({ description: "x".repeat(64 * 1024 - 18) })).toEqual([]);
    expect(paths({ description: "x".repeat(64 * 1024 - 17) })).toEqual(["schema"]);
  });

  it("takes a schema that refers to itself in a field, and refuses one that never moves on", () => {
    expect(paths({ properties: { left: { $ref: "#" }, more: { items: { $ref: "#" } } } })).toEqual([]);
    expect(schemaProblems({ $defs: { a: { $ref: "#/$defs/b" }, b: { not: { $ref: "#/$defs/a" } } } })).toEqual([
      { path: "schema.$defs.a", message: "refers to itself for the same value" },
    ]);
    expect(paths({ anyOf: [{ $ref: "#" }] })).toEqual(["schema"]);
  });
});

describe("values of keywords", () => {
  it.each([
    [{ type: "text" }, "type"],
    [{ type: ["string", "string"] }, "type"],
    [{ properties: { a: { minimum: "1" } } }, "properties.a.minimum"],
    [{ properties: { a: 7 } }, "properties"],
    [{ items: [{ type: "string" }] }, "items"],
    [{ required: "roomId" }, "required"],
    [{ anyOf: [] }, "anyOf"],
    [{ minLength: 1.5 }, "minLength"],
    [{ multipleOf: 0 }, "multipleOf"],
    [{ dependentRequired: { a: "b" } }, "dependentRequired"],
    [{ enum: {} }, "enum"],
    [{ $defs: { a: { $anchor: "1" } } }, "$defs.a.$anchor"],
  ])("%j is refused at %s", (schema, path) => {
    expect(paths(schema)).toEqual([`schema.${path}`]);
    expect(ajv.validateSchema(schema)).toBe(false);
  });

  it("are taken where JSON Schema has them, and unknown keywords are notes", () => {
    const schema = {
      type: ["object", "null"],
      properties: { at: { type: "string", format: "date-time", "x-shown": { pattern: "[" }, maxLength: 1.0 } },
      if: { minProperties: 1 },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this object.
      then: { required: ["at"] },
      else: false,
      additionalProperties: true,
      deprecated: false,
    };
    expect(paths(schema)).toEqual([]);
    expect(ajv.validateSchema(schema)).toBe(true);
  });
});

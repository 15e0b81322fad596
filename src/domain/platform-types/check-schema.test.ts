import { describe, expect, it } from "vitest";
import { schemaProblems } from "#domain/platform-types/check-schema.ts";
import { placedAt } from "#domain/platform-types/schema-tree.ts";

const text = { type: "string" };
const paths = (schema: object) => schemaProblems({ ...schema }).map(({ path }) => path);

describe("keywords", () => {
  it.each(["pattern", "patternProperties", "uniqueItems", "$dynamicRef"])("refuses %s where it stands", (keyword) => {
    expect(paths({ properties: { nights: { [keyword]: "x" } } })).toEqual([`schema.properties.nights.${keyword}`]);
    expect(paths({ $defs: { a: { anyOf: [text, { items: { [keyword]: "x" } }] } } })).toEqual([
      `schema.$defs.a.anyOf.1.items.${keyword}`,
    ]);
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

describe("bounds", () => {
  const nested = (levels: number): object => (levels === 1 ? {} : { not: nested(levels - 1) });

  it("allows 20 levels and 64 KiB", () => {
    expect(paths(nested(20))).toEqual([]);
    expect(paths(nested(21))).toEqual(["schema"]);
    expect(paths({ description: "x".repeat(64 * 1024 - 18) })).toEqual([]);
    expect(paths({ description: "x".repeat(64 * 1024 - 17) })).toEqual(["schema"]);
  });

  it("takes a schema that refers to itself: a tree, and a list of alternatives that each go on in a field of their own", () => {
    const node = { properties: { left: { $ref: "#" }, right: { $ref: "#" }, more: { items: { $ref: "#" } } } };
    expect(paths(node)).toEqual([]);
    const either = { anyOf: [{ properties: { a: { $ref: "#" } } }, { properties: { b: { $ref: "#" } } }] };
    expect(paths(either)).toEqual([]);
  });

  it("refuses a schema that checks a value twice at each level: the work doubles with the depth of an event", () => {
    const child = { properties: { child: { $ref: "#" } } };
    expect(paths({ anyOf: [child, child] })).toEqual(["schema"]);
    expect(paths({ properties: { child: { $ref: "#" } }, unevaluatedProperties: { $ref: "#" } })).toEqual(["schema"]);
    expect(
      paths({ allOf: [{ items: { $ref: "#" } }, { prefixItems: [{ $ref: "#" }] }, { contains: { $ref: "#" } }] }),
    ).toEqual(["schema"]);
  });

  it("refuses references that double without recursion, and those that never move on", () => {
    const steps = Array.from({ length: 30 }, (_, n) => [
      `s${n}`,
      { allOf: [{ $ref: `#/$defs/s${n + 1}` }, { $ref: `#/$defs/s${n + 1}` }] },
    ]);
    const $defs = Object.fromEntries([...steps, ["s30", text]]);
    expect(paths({ $defs, $ref: "#/$defs/s0" })).toEqual(["schema"]);
    expect(
      schemaProblems({ $defs: { a: { $ref: "#/$defs/b" }, b: { not: { $ref: "#/$defs/a" } } }, $ref: "#/$defs/a" }),
    ).toEqual([{ path: "schema", message: "refers to itself for the same value" }]);
  });

  it("counts long lists of choices", () => {
    const choices = (length: number) => ({ items: { enum: Array.from({ length }, (_, n) => n) } });
    expect(paths(choices(1_990))).toEqual([]);
    expect(paths(choices(2_000))).toEqual(["schema.items"]);
  });
});

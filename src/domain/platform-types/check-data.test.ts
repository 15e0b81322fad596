import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHECKS_MAX, newWork, prepareCheck } from "#domain/platform-types/check-data.ts";
import { schemaProblems } from "#domain/platform-types/check-schema.ts";
import type { Schema } from "#domain/platform-types/schema-tree.ts";

const room = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: {
    roomId: { type: "string", minLength: 1, maxLength: 3 },
    nights: { type: "integer", minimum: 1, maximum: 30 },
    price: { exclusiveMinimum: 0, exclusiveMaximum: 1_000, multipleOf: 0.01 },
    board: { enum: ["none", "breakfast", 7, { a: 1, b: [null] }] },
    kind: { const: "room" },
    guests: {
      type: "array",
      items: { $ref: "#/$defs/guest" },
      minItems: 1,
      maxItems: 2,
      contains: { required: ["vip"] },
    },
    paid: { type: ["boolean", "null"] },
    by: { oneOf: [{ type: "string" }, { type: "number" }, { type: "integer" }] },
    extra: { propertyNames: { maxLength: 2 }, maxProperties: 2, dependentRequired: { a: ["b"] } },
    mood: { not: { const: "bad" } },
    old: false,
  },
  required: ["roomId"],
  additionalProperties: false,
  $defs: { guest: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
};

describe("the first problem of data", () => {
  const check = prepareCheck(room);

  it("is none for data that fits", () => {
    const guests = [{ name: "Ada", vip: true, more: 1 }];
    const board = { b: [null], a: 1 };
    expect(
      check({ roomId: "r😀1", nights: 2.0, price: 19.99, board, kind: "room", guests, paid: null, by: "Ada" }),
    ).toBeNull();
  });

  it.each([
    [{}, "roomId", "is missing"],
    [{ roomId: 7 }, "roomId", "use text"],
    [{ roomId: "" }, "roomId", "must not be empty"],
    [{ roomId: "four" }, "roomId", "use at most 3 characters"],
    [{ nights: 1.5 }, "nights", "use a whole number"],
    [{ nights: 0 }, "nights", "use at least 1"],
    [{ nights: 31 }, "nights", "use at most 30"],
    [{ price: 0 }, "price", "use more than 0"],
    [{ price: 1_000 }, "price", "use less than 1000"],
    [{ price: 19.995 }, "price", "use a multiple of 0.01"],
    [{ board: { a: 1 } }, "board", 'use one of: none, breakfast, 7, {"a":1,"b":[null]}'],
    [{ kind: "table" }, "kind", 'use "room"'],
    [{ guests: [] }, "guests", "must not be empty"],
    [{ guests: [{ name: "Ada", vip: 1 }, {}] }, "guests.1.name", "is missing"],
    [{ guests: [{ name: "Ada" }] }, "guests", "lacks an entry that the schema asks for"],
    [{ paid: 1 }, "paid", "use true or false or null"],
    [{ by: true }, "by", "fits none of the forms that the schema allows"],
    [{ by: 7 }, "by", "fits more than one of the forms that the schema allows"],
    [{ extra: { abc: 1 } }, "extra.abc", "is not a possible name"],
    [{ extra: { a: 1, b: 1, c: 1 } }, "extra", "use at most 2 fields"],
    [{ extra: { a: 1 } }, "extra.b", "is missing: a needs it"],
    [{ mood: "bad" }, "mood", "has a form that the schema excludes"],
    [{ old: 1 }, "old", "there is no such field"],
    [{ "a/b~c": 1 }, "a/b~c", "there is no such field"],
  ])("%j → %s: %s", (data, path, message) =>
    expect(check({ roomId: "r", ...data })).toEqual(
      path === "roomId" && !("roomId" in data) ? null : expect.objectContaining({ path, message }),
    ),
  );

  it("names a missing field, and the value itself by an empty path", () => {
    expect(check({})).toMatchObject({ path: "roomId", message: "is missing" });
    expect(check([])).toMatchObject({ path: "", message: "use an object: { … }" });
  });

  it("does not take inherited names for fields, and takes __proto__ for a field like others", () => {
    expect(prepareCheck({ required: ["constructor"] })({})).toMatchObject({
      path: "constructor",
      message: "is missing",
    });
    const schema = JSON.parse('{"properties":{"__proto__":{"type":"string"}},"additionalProperties":false}');
    expect(prepareCheck(schema)(JSON.parse('{"__proto__":1}'))).toMatchObject({
      path: "__proto__",
      message: "use text",
    });
  });
});

describe("the work for one event", () => {
  it("is bounded where a schema doubles it at each level", () => {
    const child = { properties: { child: { $ref: "#" } } };
    const check = prepareCheck({ allOf: [child, child] });
    const deep = (levels: number): object => (levels === 0 ? {} : { child: deep(levels - 1) });
    expect(check(deep(5))).toBeNull();
    expect(check(deep(98))).toMatchObject({ path: "", message: expect.stringContaining("500,000 checks") });
  });

  it("is bounded where references lead on for long, and where choices are many", () => {
    const steps = Array.from({ length: 1_500 }, (_, n) => [`s${n}`, { $ref: `#/$defs/s${n + 1}` }]);
    const long = { $defs: Object.fromEntries([...steps, ["s1500", {}]]), $ref: "#/$defs/s0" };
    expect(schemaProblems(long)).toEqual([]);
    expect(prepareCheck(long)(1)?.message).toContain("checks");
    const choices = { items: { enum: Array.from({ length: 5_000 }, (_, n) => ({ n })) } };
    expect(prepareCheck(choices)([{ n: -1 }])?.message).toMatch(/^use one of/);
    expect(prepareCheck(choices)(Array(9_000).fill({ n: 4_999 }))?.message).toContain("checks");
  });

  it("suffices for an event with as many values as an event may have, also out of a list of a thousand", () => {
    expect(
      prepareCheck({ items: { enum: Array.from({ length: 1_000 }, (_, n) => n) } })(Array(19_999).fill(999)),
    ).toBeNull();
    const many = Array.from({ length: 6_500 }, (_, n) => ({ name: `n${n}`, vip: n }));
    const check = prepareCheck({ properties: { guests: { items: { $ref: "#/$defs/guest" } } }, $defs: room.$defs });
    expect(check({ guests: many })).toBeNull();
    expect(CHECKS_MAX).toBeGreaterThan(20_000 * 20);
  });

  const names = Array.from({ length: 2_000 }, (_, n) => `n${n}`);
  const object = Object.fromEntries(names.map((name) => [name, 1]));
  const list = Array(19_000).fill(1);
  it.each([
    ["looks at all entries", { unevaluatedItems: true }, list],
    ["counts characters", { minLength: 100_000 }, "x".repeat(150_000)],
    ["lists fields to count them", { minProperties: 1 }, object],
    ["lists fields to compare them", { not: { const: { a: 1 } } }, object],
    ["stops at the first field", { not: { properties: { n0: false } } }, object],
    ["compares a long text", { const: "x".repeat(60_000) }, "x".repeat(60_000)],
    ["looks for names of schemas", { dependentSchemas: Object.fromEntries(names.map((name) => [`${name}x`, {}])) }, {}],
    ["looks for names of lists", { dependentRequired: Object.fromEntries(names.map((name) => [`${name}x`, []])) }, {}],
  ])("counts the lengths where each of many schemas %s", (_, one, data) => {
    const [$defs, ref] = [{ one }, { $ref: "#/$defs/one" }];
    expect(prepareCheck({ $defs, allOf: [ref] })(data)).toBeNull();
    expect(prepareCheck({ $defs, allOf: Array(20_000).fill(ref) })(data)?.message).toContain("checks");
  });

  it("counts what schemas within each other tell that they looked at", () => {
    const steps = Array.from({ length: 500 }, (_, n) => [`s${n}`, { $ref: `#/$defs/s${n + 1}` }]);
    const $defs = { ...Object.fromEntries(steps), s500: { items: true } };
    expect(prepareCheck({ $defs, $ref: "#/$defs/s0" })(list)).toBeNull();
    const tracked = { $defs, $ref: "#/$defs/s0", unevaluatedItems: false };
    expect(prepareCheck(tracked)(list)?.message).toContain("checks");
  });

  it("leaves out what no keyword asks for", () => {
    const work = newWork();
    const check = prepareCheck({ allOf: Array(20_000).fill({}) });
    expect(check(list, work)).toBeNull();
    expect(check(object, work)).toBeNull();
    expect(work.max - work.left).toBe(2 * 20_001);
  });

  it("is bounded for several values together where they share it", () => {
    const check = prepareCheck({ items: { type: "number" } });
    const work = newWork(10);
    expect(check([1, 2, 3, 4], work)).toBeNull();
    expect(check([1, 2, 3, 4], work)).toBeNull();
    expect(check([1], work)?.message).toContain("more than 10 checks");
  });
});

// ajv compiles schemas to code, and so shares nothing with the interpreter but the specification.
const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false, ownProperties: true });

const key = fc.constantFrom("a", "b", "c", "constructor");
const leaf = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.constantFrom("", "a", "bb", "😀"),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const type = fc.constantFrom("string", "number", "integer", "boolean", "object", "array", "null");
const size = fc.integer({ min: 0, max: 2 });
const { schema } = fc.letrec<{ schema: Schema | boolean; object: Schema }>((tie) => {
  const named = fc.dictionary(key, tie("schema"), { maxKeys: 2, noNullPrototype: true });
  const some = fc.array(tie("schema"), { minLength: 1, maxLength: 2 });
  return {
    schema: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.boolean(), tie("object")),
    object: fc.record(
      {
        type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 2 })),
        enum: fc.array(leaf, { minLength: 1, maxLength: 3 }),
        const: leaf,
        minimum: fc.integer({ min: -1, max: 2 }),
        exclusiveMaximum: fc.integer({ min: -1, max: 3 }),
        multipleOf: fc.constantFrom(1, 2),
        minLength: size,
        maxLength: size,
        minItems: size,
        maxItems: size,
        minProperties: size,
        maxProperties: size,
        required: fc.uniqueArray(key, { maxLength: 2 }),
        dependentRequired: fc.dictionary(key, fc.uniqueArray(key, { maxLength: 2 }), {
          maxKeys: 1,
          noNullPrototype: true,
        }),
        allOf: some,
        anyOf: some,
        oneOf: some,
        not: tie("schema"),
        if: tie("schema"),
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this object.
        then: tie("schema"),
        else: tie("schema"),
        dependentSchemas: named,
        properties: named,
        additionalProperties: tie("schema"),
        unevaluatedProperties: tie("schema"),
        propertyNames: tie("schema"),
        prefixItems: some,
        items: tie("schema"),
        contains: tie("schema"),
        minContains: size,
        unevaluatedItems: tie("schema"),
        $ref: fc.constant("#/$defs/one"),
      },
      { requiredKeys: [], noNullPrototype: true },
    ) as fc.Arbitrary<Schema>,
  };
});

it("any schema takes and refuses the same data as a compiled one", () => {
  let decided = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 1, maxLength: 4 }), (inner, values) => {
      const root = {
        $defs: { one: { properties: { a: { type: "string" } }, prefixItems: [{ type: "integer" }] } },
        allOf: [inner],
      };
      expect(schemaProblems(root)).toEqual([]);
      const compiled = ajv.compile(root);
      const check = prepareCheck(root);
      for (const one of values) {
        const isTaken = compiled(one);
        decided = isTaken ? { ...decided, taken: decided.taken + 1 } : { ...decided, refused: decided.refused + 1 };
        expect(check(one) === null, JSON.stringify([root, one, compiled.errors])).toBe(isTaken);
      }
    }),
    // Another number looks at other schemas.
    { numRuns: 60, seed: 20_261_128 },
  );
  expect(Math.min(decided.taken, decided.refused)).toBeGreaterThan(10);
});

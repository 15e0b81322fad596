import { describe, expect, it } from "vitest";
import { schemaCompiler } from "#server/json-schema/compile-schema.ts";

const { compile, problemOf } = schemaCompiler;

const room = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://booking.example/room.json",
  type: "object",
  properties: {
    roomId: { type: "string", minLength: 1 },
    nights: { type: "integer", minimum: 1, maximum: 30 },
    board: { enum: ["none", "breakfast", 7] },
    kind: { const: "room" },
    guests: { type: "array", items: { $ref: "#/$defs/guest" } },
    paid: { type: ["boolean", "null"] },
    by: { oneOf: [{ type: "string" }, { type: "number" }, { type: "integer" }] },
    old: false,
  },
  required: ["roomId"],
  additionalProperties: false,
  $defs: { guest: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
};

describe("the first problem of data", () => {
  const check = compile(room);

  it("is none for data that fits", () => {
    const guests = [{ name: "Ada", more: true }];
    expect(check({ roomId: "r1", nights: 2, board: 7, kind: "room", guests, paid: null, by: "Ada" })).toBeNull();
  });

  it.each([
    [{}, "roomId", "is missing"],
    [{ roomId: 7 }, "roomId", "use text"],
    [{ roomId: "r", nights: 1.5 }, "nights", "use a whole number"],
    [{ roomId: "r", nights: 0 }, "nights", "use at least 1"],
    [{ roomId: "r", nights: 31 }, "nights", "use at most 30"],
    [{ roomId: "r", board: "full" }, "board", "use one of: none, breakfast, 7"],
    [{ roomId: "r", kind: "table" }, "kind", 'use "room"'],
    [{ roomId: "r", guests: [{ name: "Ada" }, {}] }, "guests.1.name", "is missing"],
    [{ roomId: "r", paid: 1 }, "paid", "use true or false or null"],
    [{ roomId: "r", by: true }, "by", "fits none of the forms that the schema allows"],
    [{ roomId: "r", by: 7 }, "by", "fits more than one of the forms that the schema allows"],
    [{ roomId: "r", old: 1 }, "old", "must be left out"],
    [{ roomId: "r", "a/b~c": 1 }, "a/b~c", "there is no such field"],
    [{ roomId: "" }, "roomId", "must NOT have fewer than 1 characters"],
    [[], "", "use an object: { … }"],
  ])("%j → %s: %s", (data, path, message) => expect(check(data)).toEqual({ path, message }));

  it("does not take inherited names for fields", () => {
    expect(compile({ required: ["constructor"] })({})).toEqual({ path: "constructor", message: "is missing" });
  });

  it("takes unknown keywords and formats for annotations", () => {
    const check = compile({ properties: { at: { type: "string", format: "date-time", "x-shown": "large" } } });
    expect(check({ at: "soon" })).toBeNull();
  });
});

describe("what is no JSON Schema", () => {
  it.each([
    [{ type: "text" }, "type"],
    [{ properties: { a: { minimum: "1" } } }, "properties.a.minimum"],
    [{ items: [{ type: "string" }] }, "items"],
    [{ required: "roomId" }, "required"],
  ])("%j is refused at %s", (schema, path) => expect(problemOf(schema)?.path).toBe(path));

  it("is not a schema with an id, however often it comes", () => {
    expect(problemOf(room)).toBeNull();
    expect(problemOf(room)).toBeNull();
  });
});

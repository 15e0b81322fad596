import { expect, it } from "vitest";
import { fieldsOf, meaningText } from "#features/documents/json-schema.ts";

const fields = (schema: Parameters<typeof fieldsOf>[0]) => fieldsOf(schema, {}).map(({ name, type }) => [name, type]);

it("leaves out a field that fits no value, and keeps one that only excludes some", () => {
  const properties = { gone: { not: {} }, some: { type: "string", not: { const: "" } } };
  expect(fields({ type: "object", properties })).toEqual([["some", "string"]]);
});

it("names each type of a field of several variants once, whatever words it has, and null last", () => {
  const variant = (as: object) => ({ type: "object", properties: { as } });
  const list = { type: "array", items: { enum: ["a", "b"] } };
  const anyOf = [
    variant({ type: ["null", "string"] }),
    variant({ const: "this or that" }),
    variant(list),
    variant(list),
  ];
  expect(fields({ anyOf })).toEqual([["as", 'string or "this or that" or list of "a" or "b" or null']]);
});

it("shortens the types of joined fields only", () => {
  const options = Array.from({ length: 12 }, (_, index) => index);
  const schema = { type: "object", properties: { as: { enum: options } } };
  expect(fields(schema)).toEqual([["as", options.join(" or ")]]);
  expect(fields({ anyOf: [schema] })).toEqual([["as", "0, 1, 2 or 9 others"]]);
});

it("describes a value that may be null as the value itself, with its default and limits", () => {
  const rate = { type: "integer", minimum: 1, maximum: 1_000, description: "Requests a second" };
  expect(meaningText({ anyOf: [rate, { type: "null" }], description: "Default: null." })).toBe(
    "Requests a second. Default: null. At least 1, at most 1,000.",
  );
  expect(meaningText({ type: "integer", default: 20, maximum: 2_147_483_647 })).toBe("Default: 20.");
  expect(meaningText({ type: "string", format: "date-time", maxLength: 60 })).toBe("");
});

it("keeps the fields that all variants share", () => {
  const properties = { id: { type: "string" }, dryRun: { type: "boolean" } };
  const oneOf = [{ required: ["id"], properties: { id: { type: "string" } } }];
  expect(fields({ type: "object", properties, oneOf })).toEqual([
    ["id", "string"],
    ["dryRun", "boolean"],
  ]);
});

it("leaves out the fields of an object that has a schema for each of many types", () => {
  const components = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [`t${index}`, { type: "object", properties: { [`of${index}`]: {} } }]),
  );
  const oneOf = Object.keys(components).map((name) => ({
    type: "object",
    properties: { data: { $ref: `#/components/schemas/${name}` }, at: { type: "string" } },
  }));
  expect(fieldsOf({ oneOf }, components).map(({ name, type }) => [name, type])).toEqual([
    ["data", "object"],
    ["at", "string"],
  ]);
});

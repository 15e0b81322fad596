import { expect, it } from "vitest";
import { fieldsOf } from "#features/documents/json-schema.ts";

const fields = (schema: Parameters<typeof fieldsOf>[0]) => fieldsOf(schema, {}).map(({ name, type }) => [name, type]);

it("leaves out a field that fits no value, and keeps one that only excludes some", () => {
  const properties = { gone: { not: {} }, some: { type: "string", not: { const: "" } } };
  expect(fields({ type: "object", properties })).toEqual([["some", "text"]]);
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
  expect(fields({ anyOf })).toEqual([["as", 'text or "this or that" or list of "a" or "b" or null']]);
});

it("shortens the types of joined fields only", () => {
  const options = Array.from({ length: 12 }, (_, index) => index);
  const schema = { type: "object", properties: { as: { enum: options } } };
  expect(fields(schema)).toEqual([["as", options.join(" or ")]]);
  expect(fields({ anyOf: [schema] })).toEqual([["as", "0, 1, 2 or 9 others"]]);
});

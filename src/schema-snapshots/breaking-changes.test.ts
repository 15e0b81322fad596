import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breakingChanges } from "./breaking-changes.ts";
import { fieldShapes } from "./field-shapes.ts";

const text = z.string().max(10);
const before = {
  id: text,
  count: z.int().min(1).nullish(),
  kind: z.enum(["a", "b"]).nullish(),
  inner: z.looseObject({ x: text.nullish() }).nullish(),
  list: z.array(z.looseObject({ name: text })).nullish(),
};

const snapshot = (shape: z.ZodRawShape) => ({ "a.b": fieldShapes(z.toJSONSchema(z.looseObject(shape))) });

const changes = (shape: z.ZodRawShape) => breakingChanges(snapshot(before), snapshot({ ...before, ...shape }));

describe("a change breaks a published schema", () => {
  it.each([
    ["a field is gone", { inner: z.looseObject({}).nullish() }, "inner.x is gone"],
    ["a field is required now", { count: z.int().min(1) }, "count is required now"],
    ["a field may be missing now", { id: text.optional() }, "id may be missing now"],
    ["a new field is required", { more: text }, "more is new and required"],
    [
      "a new field in a list is required",
      { list: z.array(z.looseObject({ name: text, more: text })).nullish() },
      "list[].more is new and required",
    ],
    ["another type", { id: z.number() }, "id no longer accepts string"],
    ["null is refused", { inner: z.looseObject({ x: text.optional() }).nullish() }, "inner.x no longer accepts null"],
    ["a whole number is asked for", { count: z.int().min(2).nullish() }, "count has a stricter minimum: 2"],
    ["texts are shorter", { id: z.string().max(9) }, "id has a stricter maxLength: 9"],
    ["a format is asked for", { id: text.regex(/^x/) }, 'id has a stricter pattern: "^x"'],
    ["a value is refused", { kind: z.enum(["a"]).nullish() }, 'kind no longer accepts ["b"]'],
    ["only some values are left", { id: z.enum(["a"]) }, 'id no longer accepts ["any value"]'],
    [
      "other fields are refused",
      { inner: z.strictObject({ x: text.nullish() }).nullish() },
      "inner no longer accepts other fields",
    ],
  ])("%s", (_, shape, change) => expect(changes(shape)).toContain(`a.b: ${change}`));

  it("when an event type is gone", () => expect(breakingChanges(snapshot(before), {})).toEqual(["a.b is gone"]));
});

it.each([
  ["nothing", {}],
  ["a new field that may be missing", { more: text.nullish() }],
  ["a required field of a new object", { more: z.looseObject({ x: text }).nullish() }],
  [
    "wider limits and types",
    { id: z.string().max(20), count: z.number().nullish(), kind: z.enum(["a", "b", "c"]).nullish() },
  ],
  ["anything", { inner: z.looseObject({ x: z.unknown().optional() }).nullish() }],
])("a schema may gain %s", (_, shape) => expect(changes(shape)).toEqual([]));

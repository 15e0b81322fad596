import { expect, it } from "vitest";
import { z } from "zod";
import { explainIssue } from "#domain/explain-issue.ts";

const schema = z.object({
  name: z.string().min(1).max(3),
  age: z.int().min(0).max(150),
  price: z.number(),
  isOpen: z.boolean(),
  mode: z.enum(["live", "test"]),
  fixed: z.literal("v1"),
  tags: z.array(z.string()).max(2),
  extra: z.record(z.string(), z.unknown()),
  own: z.string("use a name of yours").optional(),
});
const good = { name: "a", age: 1, price: 1, isOpen: true, mode: "live", fixed: "v1", tags: [], extra: {} };

const rules = (changes: object) =>
  Object.fromEntries(
    schema
      .safeParse({ ...good, ...changes }, { error: explainIssue })
      .error?.issues.map(({ path, message }) => [path.join("."), message]) ?? [],
  );

it("says what to send instead, for each kind of field", () => {
  expect(rules({})).toEqual({});
  expect(
    rules({ name: 1, age: "x", price: "1", isOpen: 1, mode: "sandbox", fixed: "v2", tags: {}, extra: [], own: 1 }),
  ).toEqual({
    name: "use text",
    age: "use a number",
    price: "use a number",
    isOpen: "use true or false",
    mode: "use one of: live, test",
    fixed: 'use "v1"',
    tags: "use a list: [ … ]",
    extra: "use an object: { … }",
    own: "use a name of yours",
  });
});

it("says of a missing field that it is missing", () => {
  expect(rules({ name: undefined, mode: undefined, extra: undefined })).toEqual({
    name: "is missing: use text",
    mode: "is missing: use one of: live, test",
    extra: "is missing: use an object: { … }",
  });
});

it("names bounds with their unit", () => {
  expect(rules({ name: "", age: 151, tags: ["a", "b", "c"] })).toEqual({
    name: "must not be empty",
    age: "use at most 150",
    tags: "use at most 2 entries",
  });
  expect(rules({ name: "abcd", age: 1.5 })).toEqual({ name: "use at most 3 characters", age: "use a whole number" });
});

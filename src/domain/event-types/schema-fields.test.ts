import { expect, it } from "vitest";
import { z } from "zod";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { schemaFields } from "#domain/event-types/schema-fields.ts";

it("describes fields in words, inner fields after their object", () => {
  const schema = z.toJSONSchema(
    z.looseObject({
      id: z.string(),
      note: z.string().nullish().describe("Free text"),
      count: z.int().nullish(),
      kind: z.enum(["a", "b"]).nullish(),
      links: z.looseObject({ ics: z.string().nullish() }).nullish().describe("Pages"),
      items: z.array(z.looseObject({ answer: z.union([z.string(), z.boolean(), z.array(z.string())]) })),
      previous: z.looseObject({ note: z.string().nullish(), count: z.int().nullish() }).nullish(),
    }),
  );
  expect(
    schemaFields(schema).map(({ path, type, isRequired, description }) => [path, type, isRequired, description]),
  ).toEqual([
    ["id", "text", true, ""],
    ["note", "text", false, "Free text"],
    ["count", "whole number", false, ""],
    ["kind", "one of a, b", false, ""],
    ["links", "object", false, "Pages"],
    ["links.ics", "text", false, ""],
    ["items", "list of objects", true, ""],
    ["items[].answer", "text or true or false or list of text", true, ""],
    ["previous", "object with some of these fields", false, ""],
  ]);
});

it.each(listEventTypes())("$type: each field has a type in words, and one row", ({ schema }) => {
  const fields = schemaFields(schema);
  expect(fields.filter(({ type }) => type === "any value")).toEqual([]);
  expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length);
});

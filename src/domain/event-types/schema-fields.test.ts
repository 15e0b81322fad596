import { describe, expect, it } from "vitest";
import { z } from "zod";
import { eventTypes } from "#domain/event-types/catalog.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { eventTypeIn } from "#domain/event-types/event-type-in.ts";
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
    ["id", "string", true, ""],
    ["note", "string", false, "Free text"],
    ["count", "integer", false, ""],
    ["kind", "one of a, b", false, ""],
    ["links", "object", false, "Pages"],
    ["links.ics", "string", false, ""],
    ["items", "list of objects", true, ""],
    ["items[].answer", "string or boolean or list of strings", true, ""],
    ["previous", "object with some of these fields", false, ""],
  ]);
});

it.each(listEventTypes())("$type: each field has a type in words, and one row", ({ schema }) => {
  const fields = schemaFields(schema);
  expect(fields.filter(({ type }) => type === "any value")).toEqual([]);
  expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length);
});

describe.each(eventTypes)("$name in German", (type) => {
  const english = listEventTypes().find((one) => one.type === type.name) ?? expect.fail("not listed");
  const german = eventTypeIn(english, "de");

  it("has each text, in sentences of its own", () => {
    expect([german.sentWhen.length, german.notSentWhen.length]).toEqual([
      english.sentWhen.length,
      english.notSentWhen.length,
    ]);
    const textsOf = ({ title, description, details, sentWhen, notSentWhen }: EventTypeView) => [
      title,
      description,
      details,
      ...sentWhen,
      ...notSentWhen,
    ];
    const [, ...sentences] = textsOf(german);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-ZÄÖÜ].*[.]$/s);
    for (const text of textsOf(german)) expect(textsOf(english)).not.toContain(text);
  });

  it("names the same event types and fields as in English", () => {
    const namesIn = ({ details, sentWhen, notSentWhen }: EventTypeView) =>
      [details, ...sentWhen, ...notSentWhen].flatMap((text) => text.match(/\b[a-z]+(?:[._][a-z_]+|Id\b)/g) ?? []);
    expect(namesIn(german).toSorted()).toEqual(namesIn(english).toSorted());
  });

  it("describes the same fields, each in its own words", () => {
    const [here, there] = [schemaFields(german.schema, "de"), schemaFields(english.schema)];
    expect(here.map(({ path, isRequired }) => ({ path, isRequired }))).toEqual(
      there.map(({ path, isRequired }) => ({ path, isRequired })),
    );
    for (const [place, { path, description }] of there.entries()) {
      const own = here[place]?.description;
      if (description === "") expect(own, path).toBe("");
      else expect(own, `${path}: use explainField`).not.toBe(description);
    }
  });
});

it("German descriptions of fields stand in no schema that programs read", () => {
  expect(JSON.stringify(listEventTypes())).not.toMatch(/[äöüß]|Zeitzone|Währung/i);
});

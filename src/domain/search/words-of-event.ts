import { eventFamilies, isOperationalFamily } from "#domain/event-types/event-families.ts";
import { wordsOfEmail, wordsOfId, wordsOfName, wordsOfPhone } from "#domain/search/normalise-words.ts";

/** Words of one event: about 12 are usual. */
const WORDS_MAX = 40;
/** Words of one value: a long name leaves room for others. */
const WORDS_PER_VALUE_MAX = 12;

/** Things that data may name: `<thing>Id`, `<thing>Name`, and an object `<thing>` with id, name, email and phone. */
const THINGS = [...Object.keys(eventFamilies).filter((family) => !isOperationalFamily(family)), "location"];

const FIELDS = {
  Id: wordsOfId,
  Name: wordsOfName,
  Email: wordsOfEmail,
  Phone: wordsOfPhone,
} as const;

type Field = keyof typeof FIELDS;

const FIELD_NAMES = Object.keys(FIELDS) as Field[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : null;

export type Fact = { thing: string; field: Field; value: string };

/**
 * Lists what an event names: ids, names, emails and phones of the things around it. Its own id stands in `resource`, so events of
 * one customer with the same staff and service have equal facts.
 */
export const factsOf = (event: string, data: Record<string, unknown>): Fact[] => {
  const family = event.split(".", 1)[0] ?? event;
  if (isOperationalFamily(family)) return [];
  return [
    ...THINGS.flatMap((thing) => [
      ...FIELD_NAMES.map((field) =>
        thing === family && field === "Id" ? null : fact(thing, field, data[`${thing}${field}`]),
      ),
      ...(isObject(data[thing]) ? fieldsOf(thing, data[thing]) : []),
    ]),
    ...fieldsOf(family, data).filter(({ field }) => field !== "Id"),
  ].filter((one) => one !== null);
};

const fieldsOf = (thing: string, object: Record<string, unknown>): Fact[] =>
  FIELD_NAMES.map((field) => fact(thing, field, object[field.toLowerCase()])).filter((one) => one !== null);

const fact = (thing: string, field: Field, value: unknown): Fact | null => {
  const text = textOf(value);
  return text === null || text === "" ? null : { thing, field, value: text };
};

/** Words by which facts are found, each once and sorted. */
export const wordsOfFacts = (facts: readonly Fact[]): string[] =>
  [...new Set(facts.flatMap(({ field, value }) => FIELDS[field](value).slice(0, WORDS_PER_VALUE_MAX)))]
    .filter((word) => word !== "")
    .slice(0, WORDS_MAX)
    .sort();

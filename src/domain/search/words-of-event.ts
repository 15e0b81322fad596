import { eventFamilies, familyOfName, isOperationalFamily } from "#domain/event-types/event-families.ts";
import { wordsOfEmail, wordsOfId, wordsOfName, wordsOfPhone } from "#domain/search/normalise-words.ts";

/** Words of one event: about 12 are usual. */
const WORDS_MAX = 40;
/** Words of one value: a long name leaves room for others. */
const WORDS_PER_VALUE_MAX = 12;

const FIELDS = { Id: wordsOfId, Name: wordsOfName, Email: wordsOfEmail, Phone: wordsOfPhone } as const;

type Field = keyof typeof FIELDS;

/** Things that data may name: `<thing>Id`, `<thing>Name`, and an object `<thing>` with id, name, email and phone. */
const THINGS = [...Object.keys(eventFamilies).filter((family) => !isOperationalFamily(family)), "location"];

const BY_KEY: ReadonlyMap<string, { thing: string; field: Field }> = new Map(
  THINGS.flatMap((thing) =>
    (Object.keys(FIELDS) as Field[]).map((field) => [thing + field, { thing, field }] as const),
  ),
);

/** Fields of an object of its own, such as `customer`, and of the data of a family, such as `customer.updated`. */
const OWN_FIELDS: ReadonlyMap<string, Field> = new Map([
  ["id", "Id"],
  ["name", "Name"],
  ["email", "Email"],
  ["phone", "Phone"],
]);

export type Fact = { thing: string; field: Field; value: string };

/**
 * Lists what an event names: ids, names, emails and phones of the things around it. Its own id stands in `resource`, so events of
 * one customer with the same staff and service have equal facts.
 */
export const factsOf = (event: string, data: Record<string, unknown>): Fact[] => {
  const family = familyOfName(event);
  if (isOperationalFamily(family)) return [];
  const facts: Fact[] = [];
  for (const key in data) {
    const value = data[key];
    const field = OWN_FIELDS.get(key);
    const named = BY_KEY.get(key);
    if (field) {
      if (field !== "Id") add(facts, family, field, value);
    } else if (named) {
      if (named.thing !== family || named.field !== "Id") add(facts, named.thing, named.field, value);
    } else if (typeof value === "object" && value !== null && THINGS.includes(key)) {
      for (const [name, own] of OWN_FIELDS) add(facts, key, own, Reflect.get(value, name));
    }
  }
  return facts;
};

const add = (facts: Fact[], thing: string, field: Field, value: unknown): void => {
  if (typeof value === "string" ? value !== "" : typeof value === "number")
    facts.push({ thing, field, value: String(value) });
};

/** Words by which facts are found, each once and sorted. */
export const wordsOfFacts = (facts: readonly Fact[]): string[] =>
  [...new Set(facts.flatMap(({ field, value }) => FIELDS[field](value).slice(0, WORDS_PER_VALUE_MAX)))]
    .filter((word) => word !== "")
    .slice(0, WORDS_MAX)
    .sort();

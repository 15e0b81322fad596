import { familyOfName, isOperationalFamily } from "#domain/event-types/event-families.ts";
import type { SearchResult } from "#domain/search/search.schema.ts";
import { needlesOf, type SearchTerm } from "#domain/search/search-terms.ts";
import { type Fact, factsOf, wordsOfFacts } from "#domain/search/words-of-event.ts";

type Event = { event: string; resourceId: string | null; data: Record<string, unknown> };

/** Things that a person looks for by name. Others, such as a location, are only part of a result. */
const NAMED = ["customer", "service", "staff"];

/**
 * Lists the things that an event is about and names, if the terms fit them: its resource by all that the event holds, other things by
 * their own ids and names.
 */
export const thingsOfEvent = (
  { event, resourceId, data }: Event,
  { terms, q }: { terms: readonly SearchTerm[]; q: string },
): SearchResult[] => {
  const family = familyOfName(event);
  if (isOperationalFamily(family)) return [];
  const facts = factsOf(event, data);
  const own: Fact[] = resourceId === null ? [] : [{ thing: family, field: "Id", value: resourceId }];
  const resource = resourceId !== null && (resourceId === q || fits([...facts, ...own], terms));
  const named = NAMED.flatMap((thing) => {
    const ofThing = [...own, ...facts].filter((fact) => fact.thing === thing);
    if (thing === family || ofThing.length === 0 || !fits(ofThing, terms)) return [];
    return namedResult(thing, ofThing) ?? [];
  });
  return [...(resource ? [resourceResult(family, resourceId, facts)] : []), ...named];
};

const fits = (facts: readonly Fact[], terms: readonly SearchTerm[]): boolean => {
  const words = ` ${wordsOfFacts(facts).join(" ")} `;
  return terms.length > 0 && terms.every((term) => needlesOf(term).some((needle) => words.includes(needle)));
};

const firstOf = (facts: readonly Fact[], thing: string, ...fields: Fact["field"][]): string | undefined =>
  fields.map((field) => facts.find((fact) => fact.thing === thing && fact.field === field)?.value).find(Boolean);

const namedResult = (thing: string, facts: readonly Fact[]): SearchResult | null => {
  const id = firstOf(facts, thing, "Id", "Email", "Phone", "Name");
  if (id === undefined) return null;
  const title = firstOf(facts, thing, "Name", "Email", "Phone") ?? id;
  const contact = firstOf(facts, thing, "Email", "Phone");
  return {
    kind: thing,
    id,
    title,
    detail: detailOf([contact === title ? undefined : contact, id === title ? undefined : id]),
  };
};

const resourceResult = (family: string, id: string, facts: readonly Fact[]): SearchResult => {
  if (NAMED.includes(family)) {
    const own: Fact = { thing: family, field: "Id", value: id };
    return namedResult(family, [own, ...facts]) ?? { kind: family, id, title: id, detail: "" };
  }
  const around = NAMED.map((thing) => firstOf(facts, thing, "Name", "Id"));
  return { kind: family, id, title: id, detail: detailOf(around) };
};

const detailOf = (parts: readonly (string | undefined)[]): string =>
  [...new Set(parts.filter((part) => part !== undefined))].slice(0, 3).join(" · ");

import { familyOfName, isOperationalFamily } from "#domain/event-types/event-families.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { isWildcard, typesMeantBy } from "#domain/event-types/wildcards.ts";
import type { Mode } from "#domain/mode.schema.ts";

export type KnownType = Pick<EventTypeView, "type" | "sendable" | "derivedFrom">;

/** Tells whether Bellhop makes events of this type from others, under a second name. */
export const isAlias = ({ derivedFrom }: Pick<KnownType, "derivedFrom">): boolean => derivedFrom.length > 0;

/** Leaves out events about webhooks for a test webhook, which never gets them. A choice that exists already stays in sight. */
export const offeredTypes = <Type extends KnownType>(
  known: readonly Type[],
  mode: Mode,
  value: readonly string[],
): Type[] =>
  known.filter(({ type }) => mode === "live" || !isOperationalFamily(familyOfName(type)) || value.includes(type));

/** Lists the types that a wildcard makes superfluous. An alias stays of use: a wildcard stands for no derived event. */
const coveredBy = (wildcards: readonly string[], known: readonly KnownType[]): string[] =>
  typesMeantBy(wildcards.filter(isWildcard), known)
    .filter((type) => !isAlias(type))
    .map(({ type }) => type);

export type Choice = {
  /** Types with a tick, by themselves or by a wildcard. */
  isChosen: (name: string) => boolean;
  /** Types whose tick comes from a wildcard. */
  isCovered: (name: string) => boolean;
};

export const choiceOf = (value: readonly string[], known: readonly KnownType[]): Choice => {
  const covered = new Set(coveredBy(value, known));
  return { isChosen: (name) => value.includes(name) || covered.has(name), isCovered: (name) => covered.has(name) };
};

/**
 * Adds or removes names. A wildcard takes the place of the names that it stands for, and leaves them behind when it goes, so that
 * no event is lost by accident.
 */
export const changeChoice = (
  value: readonly string[],
  names: readonly string[],
  on: boolean,
  known: readonly KnownType[],
): string[] => {
  const kept = value.filter((name) => !names.includes(name));
  const next = on ? [...kept, ...names] : [...kept, ...coveredBy(names, known)];
  const covered = new Set(coveredBy(next, known));
  const isNeeded = (name: string) => !covered.has(name) && !(isWildcard(name) && name !== "*" && next.includes("*"));
  return inOrder(next.filter(isNeeded), known);
};

/** Wildcards first, then types as the catalogue has them. */
const inOrder = (names: readonly string[], known: readonly KnownType[]): string[] => {
  const wildcards = [...new Set(names.filter(isWildcard))];
  return [...wildcards, ...known.map(({ type }) => type).filter((type) => names.includes(type))];
};

import { eventFamilies, familyOfName, isOperationalFamily } from "#domain/event-types/event-families.ts";
import { NO_PLATFORM_TYPES, type PlatformTypes } from "#domain/event-types/platform-types.ts";

const ALL = "*";

const wildcardOf = (family: string): string => `${family}.*`;

/** Wildcards that a webhook may name in `events`. None stands for events about webhooks. */
export const wildcards: readonly string[] = [
  ALL,
  ...Object.keys(eventFamilies)
    .filter((family) => !isOperationalFamily(family))
    .map(wildcardOf),
];

/** Adds the wildcards of families that only the platform has. */
export const wildcardsWith = ({ byName }: PlatformTypes = NO_PLATFORM_TYPES): readonly string[] =>
  byName.size === 0 ? wildcards : [...new Set([...wildcards, ...[...byName.keys()].map(familyOfName).map(wildcardOf)])];

export const isWildcard = (name: string): boolean => name === ALL || name.endsWith(".*");

/**
 * Lists the names that subscribe a webhook to an event: its own, and the wildcards. A wildcard stands for what was sent: never for a
 * derived event, nor for one about webhooks.
 */
export const namesOf = (event: string, { isDerived }: { isDerived: boolean }): readonly string[] => {
  const family = familyOfName(event);
  return isDerived || isOperationalFamily(family) ? [event] : [event, wildcardOf(family), ALL];
};

export const isSubscribed = (events: readonly string[], event: string, how: { isDerived: boolean }): boolean =>
  namesOf(event, how).some((name) => events.includes(name));

/** Lists the types that `events` stands for today, in the order of `known`. */
export const typesMeantBy = <Type extends { type: string; sendable: boolean }>(
  events: readonly string[],
  known: readonly Type[],
): Type[] => known.filter(({ type, sendable }) => isSubscribed(events, type, { isDerived: !sendable }));
